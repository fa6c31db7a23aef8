"""Reasons to refuse a step of an acceptance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contracts.acceptance.models import Acceptance
from contracts.contract.models import State as ContractState
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.plan.models import PlanItem
from purchasing.procurement.models import Appointment


def team_is_large_enough(item: PlanItem, act: Act) -> Refusal | None:
    """The unit appoints as many members as its acceptance team needs (D-acceptance-team, IR art. 45)."""
    given = act.data.get("acceptance_members")
    least = act.rule("D-acceptance-team", clock.day_of(act.at))
    if given is None or len(given) >= least.value:
        return None
    return Refusal(
        "team-too-small",
        _("验收小组至少 %(least)s 人，现在只任命了 %(found)s 人。") % {"least": least.whole, "found": len(given)},
        rule=least.code,
        article="政府采购法实施条例 第四十五条",
        next_step=_("请补足验收小组成员。"),
        field="acceptance_members",
    )


def organiser_is_not_the_operator(acceptance: Acceptance, act: Act) -> Refusal | None:
    """The operator of the procurement does not organise the acceptance of what he bought (SD2)."""
    operators = Appointment.objects.filter(
        procurement=acceptance.contract.procurement, duty=Appointment.Duty.OPERATOR, user__in=act.people
    )
    if not operators.exists():
        return None
    return Refusal(
        "separation-of-duties", _("项目经办人不能组织本项目的验收。"), rule="SD2",
        next_step=_("请由委派的验收组织人办理。"),
    )  # fmt: skip


def period_is_over(acceptance: Acceptance, act: Act) -> Refusal | None:
    """A period is accepted after its last day of service."""
    if clock.day_of(act.at) > acceptance.period_to:
        return None
    return Refusal(
        "period-running",
        _("本期服务到 %(day)s 结束，之后才能提请验收。") % {"day": acceptance.period_to},
        next_step=_("请在服务期结束后的第一个工作日提请验收。"),
    )


def contract_is_in_force(acceptance: Acceptance, act: Act) -> Refusal | None:
    """Only a contract in force is delivered and accepted."""
    if acceptance.contract.state == ContractState.IN_FORCE:
        return None
    return Refusal(
        "contract-not-in-force",
        _("合同现在的状态是“%(state)s”，不能验收。") % {"state": acceptance.contract.get_state_display()},
    )
