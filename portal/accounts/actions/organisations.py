"""Organisations: entered once under their code, changed, renamed from a day on."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.accounts.actions.parts import Act, check, insert, lock, save
from portal.accounts.models import Organization, OrganizationName
from portal.accounts.policies import Can
from portal.values.clock import day_of
from portal.values.refusal import Refusal, Refused


def add_organisation(act: Act, *, uscc: str, name: str, **values: str) -> Organization:
    """Enter an organisation under its code. Raises Refused("uscc-taken")."""
    check(act, Can.KEEP_ORGANISATIONS)
    row = Organization(uscc=uscc, name=name, **values)
    insert(row, _code_taken(uscc))
    act.record(row, "account.add_organisation", remark=f"{uscc} {name}")
    return row


def edit_organisation(act: Act, organization: Organization, *, version: int, **values: str) -> Organization:
    """Change an organisation's kind, region, address, telephone, and its code while nobody acts for it.

    Its name is changed by `rename`. Raises Refused("stale-version", "uscc-taken", "uscc-in-use").
    """
    check(act, Can.KEEP_ORGANISATIONS)
    locked = lock(organization, version)
    before: dict[str, str] = {n: getattr(locked, n) for n, value in values.items() if getattr(locked, n) != value}
    if "uscc" in before and locked.memberships.exists():
        raise Refused(_code_in_use())
    if before:
        for name in before:
            setattr(locked, name, values[name])
        try:
            with transaction.atomic():
                save(locked, *before)
        except IntegrityError as error:
            raise Refused(_code_taken(values["uscc"])) from error
        after = {name: values[name] for name in before}
        act.record(locked, "account.edit_organisation", before=before, after=after, remark=_changes(before, after))
    return locked


def rename(act: Act, organization: Organization, *, name: str, on: date | None, version: int) -> Organization:
    """Give an organisation its new name from a day on; with no day, correct a name that was entered wrongly.

    Papers keep the name of their day. Raises Refused("same-name", "in-the-future", "before-last-name", "stale-version").
    """
    check(act, Can.KEEP_ORGANISATIONS)
    locked = lock(organization, version)
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
    save(locked, "name")
    since = f"，自 {on.isoformat()}" if on else ""
    verb = "account.rename" if on else "account.correct_name"
    act.record(locked, verb, before=before, after=name, remark=f"{before} → {name}{since}")
    return locked


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


def _changes(before: dict[str, str], after: dict[str, str]) -> str:
    """ "地址：旧 → 新；类型：…", in the language of the record."""
    with override("zh-hans"):
        kinds = {kind.value: str(kind.label) for kind in Organization.Kind}
        lines = []
        for name, old in before.items():
            label = Organization._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            lines.append(f"{label}：{kinds.get(old, old) or '—'} → {kinds.get(after[name], after[name]) or '—'}")
        return "；".join(lines)


def _code_taken(uscc: str) -> Refusal:
    message = _("统一社会信用代码 %(uscc)s 已经登记。") % {"uscc": uscc}
    return Refusal("uscc-taken", message, next_step=_("请在组织列表中查找。"), field="uscc")


def _code_in_use() -> Refusal:
    message = _("已有人员在该组织任职，统一社会信用代码不能再改。")
    return Refusal("uscc-in-use", message, next_step=_("组织合并、重组的，请另行登记新组织。"), field="uscc")
