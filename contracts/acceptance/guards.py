"""Reasons to refuse a step of an acceptance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contracts.acceptance.models import Acceptance
from contracts.contract.models import State as ContractState
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act


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
