"""Writes of accounts: people, organisations, who is what from when until when, and what a person does with their own.

Each takes the running act, which the page opens, and enters itself in the record of the person or organisation.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from axes.utils import reset as forget_failures
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts import separation
from portal.accounts.actor import Actor
from portal.accounts.capability import Capability, holds
from portal.accounts.models import Membership, Organization, OrganizationName, User
from portal.accounts.policies import Can
from portal.accounts.queries import administrator_remains
from portal.accounts.roles import Role
from portal.values.clock import day_of
from portal.values.refusal import Forbidden, Refusal, Refused, stale_version

M = TypeVar("M", User, Organization)
# No 0 and o, 1, l and i: it is read from one screen or paper and typed on another. 16 of 31 signs are about 79 bits.
ONE_TIME = timedelta(days=7)  # long enough for a holiday, short enough for a note that was lost
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


class Act(Protocol):
    """What these writes need of the running act; `portal.workflow.act.Act` is one."""

    @property
    def actor(self) -> Actor: ...
    @property
    def at(self) -> datetime: ...
    def record(self, obj: models.Model, verb: str, **grounds: Any) -> None: ...


def one_time_password() -> str:
    """Four groups of four signs."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _group in range(4))


def add_user(act: Act, *, username: str, display_name: str, email: str) -> tuple[User, str]:
    """Open an account; returns it with the password for the first log-in, which is kept nowhere.

    Raises Refused("username-taken").
    """
    _check(act, Can.KEEP_USERS)
    password = one_time_password()
    user = User(username=username.lower(), display_name=display_name, email=email, date_joined=act.at)
    user.set_password(password)
    user.one_time_until = act.at + ONE_TIME
    _insert(user, _name_taken(username))
    act.record(user, "account.add_user", remark=f"{user.username} · {user.display_name}")
    return user, password


def edit_user(act: Act, user: User, *, display_name: str, email: str, version: int) -> User:
    """Change what a person is called and their address. Raises Refused("stale-version")."""
    _check(act, Can.KEEP_USERS)
    locked = _lock(user, version)
    changed = [n for n, v in (("display_name", display_name), ("email", email)) if getattr(locked, n) != v]
    if changed:
        remark = f"{locked.display_name} → {display_name}" if "display_name" in changed else ""
        locked.display_name, locked.email = display_name, email
        _save(locked, *changed)
        act.record(locked, "account.edit_user", changed=changed, remark=remark)
    return locked


def lock_user(act: Act, user: User, *, reason: str, version: int) -> User:
    """Let a person log in no more; sessions that are open end with their next page.

    Raises Refused("own-account", "already-locked", "last-administrator", "stale-version").
    """
    _check(act, Can.KEEP_USERS)
    locked = _lock(user, version)
    _not_oneself(act, locked)
    if not locked.is_active:
        raise Refused(Refusal("already-locked", _("此账户已经锁定。")))
    if _hold_administrators(locked.pk) and not administrator_remains(day_of(act.at), without_user=locked.pk):
        raise Refused(_last_administrator())
    locked.is_active = False
    _save(locked, "is_active")
    act.record(locked, "account.lock_user", remark=reason)
    return locked


def unlock_user(act: Act, user: User, *, reason: str, version: int) -> User:
    """Let a person log in again. Raises Refused("not-locked", "stale-version")."""
    _check(act, Can.KEEP_USERS)
    locked = _lock(user, version)
    if locked.is_active:
        raise Refused(Refusal("not-locked", _("此账户没有锁定。")))
    locked.is_active = True
    _save(locked, "is_active")
    act.record(locked, "account.unlock_user", remark=reason)
    return locked


def reset_password(act: Act, user: User, *, reason: str, version: int) -> tuple[User, str]:
    """Give a person a new password for one log-in; the old one and all open sessions end, and so does the wait after
    too many wrong passwords. The new one is kept nowhere.

    Raises Refused("own-account", "stale-version").
    """
    _check(act, Can.KEEP_USERS)
    locked = _lock(user, version)
    _not_oneself(act, locked)
    password = one_time_password()
    locked.set_password(password)
    locked.one_time_until = act.at + ONE_TIME
    _save(locked, "password", "one_time_until")
    forget_failures(username=locked.username)
    act.record(locked, "account.reset_password", remark=reason)
    return locked, password


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
    _check(act, Can.GRANT_MEMBERSHIP)
    locked = _lock(user, version)
    _not_oneself(act, locked)
    row = Membership(user=locked, organization=organization, role=role, valid_from=valid_from, valid_to=valid_to)
    if refusals := _against(row, day_of(act.at)):
        raise Refused(*refusals)
    _insert(row, _same(row))
    _save(locked)
    act.record(row, "account.grant", remark=f"{row.title}，{_days(row)}")
    return row


def end_membership(act: Act, membership: Membership, *, on: date, reason: str, version: int) -> Membership:
    """Let a membership hold no more from a day on (that day excluded), today at the earliest.

    One that has not begun ends on the day it would have begun and never holds. Raises Refused("own-account", "in-the-past",
    "ends-before-start", "already-ends", "last-administrator", "stale-version").
    """
    _check(act, Can.GRANT_MEMBERSHIP)
    person = _lock(membership.user, version)
    _not_oneself(act, person)
    _hold_administrators(person.pk)
    row = (
        Membership.objects.select_related("organization")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=membership.pk)
    )
    if refusal := _against_ending(row, on, day_of(act.at)):
        raise Refused(refusal)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _save(person)
    act.record(row, "account.end", remark=f"{row.title}，{_days(row)}。{reason}")
    return row


def add_organisation(act: Act, *, uscc: str, name: str, **values: str) -> Organization:
    """Enter an organisation under its code. Raises Refused("uscc-taken")."""
    _check(act, Can.KEEP_ORGANISATIONS)
    row = Organization(uscc=uscc, name=name, **values)
    _insert(row, _code_taken(uscc))
    act.record(row, "account.add_organisation", remark=f"{uscc} {name}")
    return row


def edit_organisation(act: Act, organization: Organization, *, version: int, **values: str) -> Organization:
    """Change an organisation's kind, region, address, telephone, and its code while nobody acts for it.

    Its name is changed by `rename`. Raises Refused("stale-version", "uscc-taken", "uscc-in-use").
    """
    _check(act, Can.KEEP_ORGANISATIONS)
    locked = _lock(organization, version)
    before = {name: getattr(locked, name) for name, value in values.items() if getattr(locked, name) != value}
    if "uscc" in before and locked.memberships.exists():
        raise Refused(_code_in_use())
    if before:
        for name in before:
            setattr(locked, name, values[name])
        try:
            with transaction.atomic():
                _save(locked, *before)
        except IntegrityError as error:
            raise Refused(_code_taken(values["uscc"])) from error
        act.record(locked, "account.edit_organisation", before=before, after={name: values[name] for name in before})
    return locked


def rename(act: Act, organization: Organization, *, name: str, on: date | None, version: int) -> Organization:
    """Give an organisation its new name from a day on; with no day, correct a name that was entered wrongly.

    Papers keep the name of their day. Raises Refused("same-name", "in-the-future", "before-last-name", "stale-version").
    """
    _check(act, Can.KEEP_ORGANISATIONS)
    locked = _lock(organization, version)
    last = locked.names.filter(valid_to__isnull=True).first()
    if refusal := _against_name(locked, last, name, on, day_of(act.at)):
        raise Refused(refusal)
    before, locked.name = locked.name, name
    if on is None:
        locked.names.filter(valid_to__isnull=True).update(name=name)
    else:
        last = last or OrganizationName(organization=locked, name=before)
        last.valid_to = on
        last.save()
        locked.names.create(name=name, valid_from=on)
    _save(locked, "name")
    since = f"，自 {on.isoformat()}" if on else ""
    verb = "account.rename" if on else "account.correct_name"
    act.record(locked, verb, before=before, after=name, remark=f"{before} → {name}{since}")
    return locked


def change_own_password(act: Act, password: str) -> User:
    """The person's own new password; from now on it is theirs alone."""
    user = _oneself(act)
    user.set_password(password)
    user.one_time_until = None
    _save(user, "password", "one_time_until")
    act.record(user, "account.change_password")
    return user


def change_own_email(act: Act, email: str) -> User:
    user = _oneself(act)
    user.email = email
    _save(user, "email")
    act.record(user, "account.change_email")
    return user


def _check(act: Act, can: Capability) -> None:
    if not act.actor.system and not holds(act.actor, can):
        raise Forbidden(Refusal("not-allowed", _("您的岗位不能办理此事项。"), next_step=_("请由系统管理员办理。")))


def _lock(row: M, version: int) -> M:
    """The row as it stands, held, but for its key: the record of what its owner does meanwhile points at it.

    Raises Refused("stale-version").
    """
    locked: M = type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if locked.version != version:
        raise stale_version()
    return locked


def _oneself(act: Act) -> User:
    assert act.actor.user is not None, "the system has no account of its own"
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=act.actor.user.pk)


def _save(row: User | Organization, *columns: str) -> None:
    """Save these columns and raise the version, which tells pages opened before."""
    row.version += 1
    row.save(update_fields=[*columns, "version"])


def _insert(row: models.Model, taken: Refusal) -> None:
    """Insert a row; raises Refused(taken) where the database knows it already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(taken) from error


def _hold_administrators(user_id: int) -> bool:
    """Whether the person is or was an administrator; if so, whoever would take the last one's place away waits here."""
    if not Membership.objects.filter(role=Role.SYSTEM_ADMIN, user=user_id).exists():
        return False
    rows = Membership.objects.filter(role=Role.SYSTEM_ADMIN).order_by("pk")
    return bool(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


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
    others = row.user.memberships.exclude(valid_to__lte=row.valid_from).exclude(valid_to=models.F("valid_from"))
    if row.valid_to is not None:
        others = others.filter(valid_from__lt=row.valid_to)
    held = list(others.select_related("organization"))
    if any((m.organization_id, m.role) == (row.organization_id, row.role) for m in held):
        found.append(_same(row))
    unfit = separation.unfit(Role(row.role), row.organization)
    return [*found, *([unfit] if unfit else []), *separation.conflicts(Role(row.role), held)]


def _against_ending(row: Membership, on: date, today: date) -> Refusal | None:
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
        return _last_administrator()
    return None


def _against_name(
    row: Organization, last: OrganizationName | None, name: str, on: date | None, today: date
) -> Refusal | None:
    if name == row.name:
        return Refusal("same-name", _("名称没有变化。"), field="name")
    if on is not None and on > today:
        step = _("请在更名生效当日或之后登记。")
        return Refusal("in-the-future", _("更名日期不能晚于今天。"), next_step=step, field="on")
    if on is not None and last is not None and last.valid_from is not None and on <= last.valid_from:
        message = _("更名日期应晚于现用名称的启用日（%(start)s）。") % {"start": last.valid_from}
        return Refusal("before-last-name", message, field="on")
    return None


def _not_oneself(act: Act, user: User) -> None:
    if act.actor.user is not None and act.actor.user.pk == user.pk:
        raise Refused(
            Refusal(
                "own-account",
                _("管理员不能锁定、重置自己的账户，也不能给自己授予或终止岗位。"),
                next_step=_("请由另一位系统管理员办理；本人的密码和邮箱在“个人资料”中修改。"),
            )
        )


def _days(row: Membership) -> str:
    return f"{row.valid_from.isoformat()} – {row.valid_to.isoformat() if row.valid_to else '长期'}"


def _same(row: Membership) -> Refusal:
    message = _("此人在这一期间已任“%(title)s”。") % {"title": row.title}
    return Refusal("same-membership", message, next_step=_("请核对已有岗位的起止日期。"), field="role")


def _last_administrator() -> Refusal:
    return Refusal(
        "last-administrator",
        _("此后将没有长期任职的系统管理员，账户无人能管。"),
        next_step=_("请先让另一人长期担任系统管理员。"),
    )


def _name_taken(username: str) -> Refusal:
    message = _("用户名“%(name)s”已被使用（不分大小写）。") % {"name": username}
    return Refusal("username-taken", message, field="username")


def _code_taken(uscc: str) -> Refusal:
    message = _("统一社会信用代码 %(uscc)s 已经登记。") % {"uscc": uscc}
    return Refusal("uscc-taken", message, next_step=_("请在组织列表中查找。"), field="uscc")


def _code_in_use() -> Refusal:
    message = _("已有人员在该组织任职，统一社会信用代码不能再改。")
    return Refusal("uscc-in-use", message, next_step=_("组织合并、重组的，请另行登记新组织。"), field="uscc")
