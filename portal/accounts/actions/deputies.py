"""Who stands in for whom: a person names a deputy for one of their duties, for some days and a reason.

A deputy holds a dated membership on behalf of the principal's, so that scope, roles, the inbox and the end at midnight are
those of any other. Nobody names a deputy for what they do on another's behalf.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from portal.accounts.actions.memberships import against_beside, against_ending, close, days_of, held, same_membership
from portal.accounts.actions.parts import Act, insert, lock, save
from portal.accounts.models import Membership, User
from portal.accounts.roles import DEPUTABLE
from portal.values.clock import day_of
from portal.values.refusal import Forbidden, Refusal, Refused


def name_deputy(
    act: Act, duty: Membership, *, deputy: User, valid_from: date, last_day: date, reason: str, version: int
) -> Membership:
    """Let a colleague act in one of one's own duties from a day to a last day (both included).

    Raises Forbidden for a duty that is not the actor's own or that nobody can leave to another, and Refused with every
    reason: "not-yourself", "in-the-past", "ends-before-start", "duty-not-held", "not-of-the-unit", "duty-has-deputy",
    "same-membership", "separation-of-duties", "stale-version".
    """
    principal = lock(duty.user, version)
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=deputy.pk)
    duty = held(duty)
    _check_own(act, duty)
    row = Membership(
        user=person, organization=duty.organization, role=duty.role, valid_from=valid_from,
        valid_to=last_day + timedelta(days=1), on_behalf_of=duty, reason=reason,
    )  # fmt: skip
    if refusals := _against(row, duty, day_of(act.at)):
        raise Refused(*refusals)
    insert(row, same_membership(row))
    save(principal)
    act.record(row, "account.stand_in", remark=f"{row.title}，{days_of(row)}。{reason}")
    act.record(duty, "account.name_deputy", remark=f"{person}：{duty.title}，{days_of(row)}。{reason}")
    return row


def end_deputy(act: Act, row: Membership, *, on: date, reason: str, version: int) -> Membership:
    """Take a duty back before its deputy's last day; from the day `on` the deputy acts no more.

    Raises Forbidden for anybody but the principal, Refused("in-the-past", "ends-before-start", "already-ends",
    "stale-version").
    """
    assert row.on_behalf_of is not None, "a deputy's membership"
    principal = lock(row.on_behalf_of.user, version)
    row = held(row)
    if act.actor.user != principal:
        raise Forbidden(_not_yours())
    if refusal := against_ending(row, on, day_of(act.at)):
        raise Refused(refusal)
    close(act, row, on, reason)
    save(principal)
    return row


def _check_own(act: Act, duty: Membership) -> None:
    if act.actor.user != duty.user or duty.on_behalf_of_id is not None or duty.role not in DEPUTABLE:
        raise Forbidden(_not_yours())


def _not_yours() -> Refusal:
    return Refusal("not-allowed", _("只有在任者本人可以为自己的岗位指定或收回代理。"))


def _against(row: Membership, duty: Membership, today: date) -> list[Refusal]:
    """Every reason against this deputy."""
    assert row.valid_to is not None
    if row.user == duty.user:
        return [Refusal("not-yourself", _("不能指定自己为代理人。"), field="deputy")]
    if row.valid_from < today:
        message = _("代理不能追溯：开始日不能早于今天（%(today)s）。") % {"today": today}
        return [Refusal("in-the-past", message, field="valid_from")]
    if row.valid_to <= row.valid_from:
        return [Refusal("ends-before-start", _("最后一天不能早于开始日。"), field="last_day")]
    found = [_against_days(row, duty), _against_person(row), _against_other(row, duty)]
    return [*(refusal for refusal in found if refusal), *against_beside(row)]


def _covers(post: Membership, row: Membership) -> bool:
    """Whether a post is held on every day of the deputy's."""
    assert row.valid_to is not None
    return post.valid_from <= row.valid_from and (post.valid_to is None or post.valid_to >= row.valid_to)


def _against_days(row: Membership, duty: Membership) -> Refusal | None:
    if _covers(duty, row):
        return None
    message = _("代理期间应在您本人任“%(title)s”的期间之内（%(days)s）。") % {
        "title": duty.title,
        "days": days_of(duty),
    }
    return Refusal("duty-not-held", message, field="last_day")


def _against_person(row: Membership) -> Refusal | None:
    own = row.user.memberships.filter(organization=row.organization, on_behalf_of=None)
    if row.user.is_active and any(_covers(post, row) for post in own):
        return None
    message = _("%(name)s在代理期间不是%(unit)s的在任人员。") % {"name": row.user, "unit": row.organization}
    return Refusal("not-of-the-unit", message, next_step=_("请指定本单位的同事，或缩短代理期间。"), field="deputy")


def _against_other(row: Membership, duty: Membership) -> Refusal | None:
    others = duty.deputies.filter(valid_from__lt=row.valid_to).exclude(valid_to__lte=row.valid_from)
    other = others.select_related("user").first()
    if other is None or other.valid_to == other.valid_from:
        return None
    message = _("%(from)s 至 %(to)s 此岗位已由%(name)s代理，同一时间只能有一位代理人。") % {
        "from": other.valid_from, "to": other.last_day, "name": other.user,
    }  # fmt: skip
    return Refusal("duty-has-deputy", message, next_step=_("请先提前收回，或改换期间。"), field="valid_from")
