"""Roles that one person must not hold at the same time (handbook §2), judged where a membership is granted.

Separation within one procurement (who drafted may not approve) is judged at the act itself; here stands only what no
person may be at all while they are the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership, Organization
from portal.accounts.roles import Role
from portal.values.refusal import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

UNIT = frozenset({Role.PURCHASER_CLERK, Role.PURCHASER_APPOINTEE, Role.PURCHASER_HEAD})
FINANCE = frozenset({Role.FINANCE_CLERK, Role.FINANCE_APPROVER})
WATCHING = frozenset({Role.SUPERVISOR, Role.AUDITOR})
ALL = frozenset(Role)
# What only an organ of state can be: these roles read or decide far beyond their own organisation.
OF_AN_ORGAN = FINANCE | WATCHING | {
    Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, Role.CIVIL_AFFAIRS, Role.MARKET_REGULATION,
}  # fmt: skip
ORGANS = frozenset({Organization.Kind.ADMINISTRATION, Organization.Kind.ADMINISTRATIVE_UNIT})


@dataclass(frozen=True)
class Apart:
    """Whoever holds one of `these` holds none of `those` on the same day."""

    rule: str
    these: frozenset[Role]
    those: frozenset[Role]
    why: Text
    article: str = ""

    def parts(self, one: Role, other: Role) -> bool:
        return (one in self.these and other in self.those) or (other in self.these and one in self.those)


RULES = (
    Apart("SD9", frozenset({Role.SYSTEM_ADMIN}), ALL - {Role.SYSTEM_ADMIN}, _("系统管理员只管账户和运行，没有业务数据权限")),
    Apart(
        "SD6", FINANCE, UNIT | {Role.AGENT, Role.EXPERT, Role.COUNSEL, Role.SUPPLIER},
        _("财政部门不得参与政府采购活动"), "政府采购法 第六十条",
    ),
    Apart("SD10", WATCHING, ALL - WATCHING - {Role.SYSTEM_ADMIN}, _("监察、审计人员不办理自己监督的事项")),
    Apart(
        "SD5", frozenset({Role.SUPPLIER}), UNIT | {Role.BUDGET_SUPERVISOR, Role.AGENT},
        _("采购人员与供应商有利害关系的应当回避"), "政府采购法实施条例 第九条",
    ),
    Apart(
        "SD8", frozenset({Role.EVALUATOR}), UNIT | {Role.BUDGET_SUPERVISOR, Role.SUPPLIER, Role.AGENT},
        _("第三方评价人员不得与购买主体、承接主体有利害关系"),
    ),
)  # fmt: skip


def conflicts(role: Role, held: Iterable[Membership]) -> list[Refusal]:
    """Why a person who is `held` at the same time may not hold `role`: one refusal for each rule and membership."""
    return [_apart(rule, role, other) for other in held for rule in RULES if rule.parts(role, Role(other.role))]


def _apart(rule: Apart, role: Role, other: Membership) -> Refusal:
    return Refusal(
        "separation-of-duties",
        _("岗位分离 %(rule)s：%(why)s。此人已任“%(held)s”，不能同时任“%(role)s”。")
        % {"rule": rule.rule, "why": rule.why, "held": other.title, "role": role.label},
        rule=rule.rule,
        article=rule.article,
        next_step=_("请由另一人任职，或先终止原岗位。"),
        field="role",
    )


def unfit(role: Role, organization: Organization) -> Refusal | None:
    """Why nobody can hold this role in this kind of organisation."""
    if role not in OF_AN_ORGAN or organization.kind in ORGANS:
        return None
    return Refusal(
        "role-needs-organ",
        _("“%(role)s”只能在行政机关或参公事业单位任职，“%(name)s”是%(kind)s。")
        % {"role": role.label, "name": organization.name, "kind": organization.get_kind_display()},
        next_step=_("请核对组织和岗位。"),
        field="role",
    )
