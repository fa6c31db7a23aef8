"""Who is what, from when until when: granted and ended, never removed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts import separation
from portal.accounts.actions.parts import (
    Act,
    check,
    hold_administrators,
    insert,
    last_administrator,
    lock,
    not_oneself,
    save,
)
from portal.accounts.models import Membership, Organization, User
from portal.accounts.policies import Can
from portal.accounts.queries import administrator_remains
from portal.accounts.roles import Role
from portal.values.clock import day_of
from portal.values.refusal import Refusal, Refused


def grant_membership(
    act: Act,
    user: User,
    *,
    organization: Organization,
    role: Role,
    valid_from: date,
    valid_to: date | None,
    version: int,
) -> Membership:
    """Let a person hold a role in an organisation from a day until another (exclusive; None: without end).

    Raises Refused with every reason: "own-account", "in-the-past", "ends-before-start", "same-membership",
    "separation-of-duties", "role-needs-organ", "stale-version".
    """
    check(act, Can.GRANT_MEMBERSHIP)
    locked = lock(user, version)
    not_oneself(act, locked)
    row = Membership(user=locked, organization=organization, role=role, valid_from=valid_from, valid_to=valid_to)
    if refusals := _against(row, day_of(act.at)):
        raise Refused(*refusals)
    insert(row, same_membership(row))
    save(locked)
    act.record(row, "account.grant", remark=f"{row.title}，{days_of(row)}")
    return row


def end_membership(act: Act, membership: Membership, *, on: date, reason: str, version: int) -> Membership:
    """Let a membership hold no more from a day on (that day excluded), today at the earliest.

    One that has not begun ends on the day it would have begun and never holds. Raises Refused("own-account", "in-the-past",
    "ends-before-start", "already-ends", "last-administrator", "stale-version").
    """
    check(act, Can.GRANT_MEMBERSHIP)
    person = lock(membership.user, version)
    not_oneself(act, person)
    hold_administrators(person.pk)
    row = held(membership)
    if refusal := against_ending(row, on, day_of(act.at)):
        raise Refused(refusal)
    close(act, row, on, reason)
    save(person)
    for other in _fallen_with(row):
        close(act, other, max(on, other.valid_from), "所依附的岗位终止")
    return row


def held(membership: Membership) -> Membership:
    """The membership as it stands, its row held."""
    rows = Membership.objects.titled().select_related("user").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=membership.pk)


def close(act: Act, row: Membership, on: date, reason: str) -> None:
    """Write an end that nothing speaks against, and enter it in the person's record."""
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    act.record(row, "account.end", remark=f"{row.title}，{days_of(row)}。{reason}")
    if row.on_behalf_of is not None:  # it is in the principal's record too
        act.record(row.on_behalf_of, "account.end_deputy", remark=f"{row.user}，{days_of(row)}。{reason}")


def _fallen_with(row: Membership) -> list[Membership]:
    """The deputies' memberships that cannot outlast one that was ended: those of its own deputies, and what its holder
    does for others in an organisation where nothing of their own is left."""
    assert row.valid_to is not None
    late = Membership.objects.titled().filter(on_behalf_of__isnull=False, valid_to__gt=row.valid_to)
    late = late.exclude(valid_to=models.F("valid_from"))
    there = row.user.memberships.filter(organization=row.organization, on_behalf_of=None)
    gone = not there.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=row.valid_to)).exists()
    by_row = models.Q(on_behalf_of=row)
    wanted = by_row | models.Q(user=row.user, organization=row.organization) if gone else by_row
    return list(late.filter(wanted).select_for_update(of=("self",), no_key=True).order_by("pk"))


def _against(row: Membership, today: date) -> list[Refusal]:
    """Every reason not to grant this membership today."""
    found = []
    if row.valid_from < today:
        found.append(
            Refusal(
                "in-the-past",
                _("岗位不能追溯：生效日不能早于今天（%(today)s）。") % {"today": today},
                field="valid_from",
            )
        )
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        found.append(Refusal("ends-before-start", _("失效日应晚于生效日。"), field="valid_to"))
    if found:
        return found
    unfit = separation.unfit(Role(row.role), row.organization)
    return [*([unfit] if unfit else []), *against_beside(row)]


def against_beside(row: Membership) -> list[Refusal]:
    """Why a person cannot hold this beside what they hold in the same days."""
    others = row.user.memberships.exclude(valid_to__lte=row.valid_from).exclude(valid_to=models.F("valid_from"))
    if row.valid_to is not None:
        others = others.filter(valid_from__lt=row.valid_to)
    beside = list(others.titled())
    same = any((m.organization_id, m.role) == (row.organization_id, row.role) for m in beside)
    return [*([same_membership(row)] if same else []), *separation.conflicts(Role(row.role), beside)]


def against_ending(row: Membership, on: date, today: date) -> Refusal | None:
    """Why a membership cannot end on this day."""
    if on < today:
        message = _("岗位不能追溯终止：失效日不能早于今天（%(today)s）。") % {"today": today}
        return Refusal("in-the-past", message, field="on")
    if on < row.valid_from:
        message = _("失效日不能早于生效日（%(start)s）。") % {"start": row.valid_from}
        step = _("尚未生效的岗位，失效日填生效日即为撤销。")
        return Refusal("ends-before-start", message, next_step=step, field="on")
    if row.valid_to is not None and on >= row.valid_to:
        message = _("此岗位已定于 %(end)s 失效，只能提前。") % {"end": row.valid_to}
        return Refusal("already-ends", message, next_step=_("需要延长的，请另行授予岗位。"), field="on")
    if row.role == Role.SYSTEM_ADMIN and not administrator_remains(on, without=row.pk):
        return last_administrator()
    return None


def days_of(row: Membership) -> str:
    """ "2026-03-01 至 2026-03-08", the end excluded, in the language of the record."""
    return f"{row.valid_from} 至 {row.valid_to}" if row.valid_to else f"自 {row.valid_from} 起长期"


def same_membership(row: Membership) -> Refusal:
    message = _("此人在这一期间已任“%(title)s”。") % {"title": row.title}
    return Refusal("same-membership", message, next_step=_("请核对已有岗位的起止日期。"), field="role")
