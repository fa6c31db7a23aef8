"""What every write of accounts does: check the right, hold the row, save it with its version, keep an administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import Capability, holds
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.values.refusal import Forbidden, Refusal, Refused, stale_version

M = TypeVar("M", User, Organization)


class Act(Protocol):
    """What these writes need of the running act; `portal.workflow.act.Act` is one."""

    @property
    def actor(self) -> Actor: ...
    @property
    def at(self) -> datetime: ...
    def record(self, obj: models.Model, verb: str, **grounds: Any) -> None: ...


def check(act: Act, can: Capability) -> None:
    if not act.actor.system and not holds(act.actor, can):
        raise Forbidden(Refusal("not-allowed", _("您的岗位不能办理此事项。"), next_step=_("请由系统管理员办理。")))


def lock(row: M, version: int) -> M:
    """The row as it stands, held, but for its key: the record of what its owner does meanwhile points at it.

    Raises Refused("stale-version").
    """
    locked: M = type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if locked.version != version:
        raise stale_version()
    return locked


def save(row: User | Organization, *columns: str) -> None:
    """Save these columns and raise the version, which tells pages opened before."""
    row.version += 1
    row.save(update_fields=[*columns, "version"])


def insert(row: models.Model, taken: Refusal) -> None:
    """Insert a row; raises Refused(taken) where the database knows it already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(taken) from error


def not_oneself(act: Act, user: User) -> None:
    if act.actor.user is not None and act.actor.user.pk == user.pk:
        raise Refused(
            Refusal(
                "own-account",
                _("管理员不能锁定、重置自己的账户，也不能给自己授予或终止岗位。"),
                next_step=_("请由另一位系统管理员办理；本人的密码和邮箱在“个人资料”中修改。"),
            )
        )


def hold_administrators(user_id: int) -> bool:
    """Whether the person is or was an administrator; if so, whoever would take the last one's place away waits here."""
    if not Membership.objects.filter(role=Role.SYSTEM_ADMIN, user=user_id).exists():
        return False
    rows = Membership.objects.filter(role=Role.SYSTEM_ADMIN).order_by("pk")
    return bool(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def last_administrator() -> Refusal:
    return Refusal(
        "last-administrator",
        _("此后将没有长期任职的系统管理员，账户无人能管。"),
        next_step=_("请先让另一人长期担任系统管理员。"),
    )
