"""Reasons to refuse a step of a contract."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contracts.contract.models import Contract
from contracts.contract.schedule import months_in
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.funding.queries import open_amount, open_holds_of_purchase
from purchasing.plan.slices import Slice, in_words, slices_of
from purchasing.procurement.models import Appointment


def text_is_complete(contract: Contract, act: Act) -> Refusal | None:
    """A contract has its terms, its payee and a deduction table (GPL art. 46; terms equal document and offer)."""
    missing = []
    if not contract.terms:
        missing.append(str(_("合同条款")))
    if not contract.payee_account or not contract.payee_bank:
        missing.append(str(_("收款账户")))
    if not contract.bands.exists():
        missing.append(str(_("考核付款标准")))
    if not missing:
        return None
    return Refusal(
        "contract-incomplete", _("合同还缺：%(missing)s。") % {"missing": "、".join(missing)},
        next_step=_("请经办补充后再提交复核。"),
    )  # fmt: skip


def reviewer_is_not_the_operator(contract: Contract, act: Act) -> Refusal | None:
    """The operator of the procurement does not review its contract (SD2)."""
    operators = Appointment.objects.filter(
        procurement=contract.procurement, duty=Appointment.Duty.OPERATOR, user__in=act.people
    )
    if not operators.exists():
        return None
    return Refusal(
        "separation-of-duties", _("项目经办人不能复核本项目的合同。"), rule="SD2",
        next_step=_("请由委派的合同复核人办理。"),
    )  # fmt: skip


def amount_equals_the_award(contract: Contract, act: Act) -> Refusal | None:
    """The contract is for the amount awarded; nothing is renegotiated (GPL art. 46, O87 art. 71)."""
    if contract.amount == contract.award.amount:
        return None
    return Refusal(
        "amount-differs", _("合同金额与中标金额 %(amount)s 元不一致。") % {"amount": contract.award.amount},
        article="政府采购货物和服务招标投标管理办法 第七十一条",
    )  # fmt: skip


def money_is_approved(contract: Contract, act: Act) -> Refusal | None:
    """Every line that bears the contract is an approved budget, and the holds cover the amount (O102 art. 16)."""
    item = contract.procurement.plan_item
    holds = open_holds_of_purchase(item)
    approved = {hold.line.fiscal_year for hold in holds if hold.line.is_approved}
    if missing := [each for each in slices_of(item) if each.year not in approved]:
        return _years_without_money(missing, act)
    if all(hold.line.is_approved for hold in holds) and open_amount(holds) >= contract.amount:
        return None
    return Refusal(
        "money-missing", _("承担合同的预算尚未批复下达，或冻结金额不足。"), rule="R-05",
        next_step=_("请财政部门下达预算后再签订。"),
    )  # fmt: skip


def _years_without_money(missing: list[Slice], act: Act) -> Refusal:
    return Refusal(
        "year-without-money",
        _("跨年度合同的每一年都应有已批复的预算承担，现在还没有：%(years)s。") % {"years": in_words(missing)},
        rule="R-05",
        article=act.rule("R-60-maximum", clock.day_of(act.at)).cites,
        next_step=_("请在相应年度的计划中用“复制上年事项”结转本事项的续年安排，预算批复下达后再签订。"),
    )


def service_begins_after_signing(contract: Contract, act: Act) -> Refusal | None:
    """Nothing is owed before the contract stands: its service begins on the day of signing at the earliest."""
    if contract.starts_on >= clock.day_of(act.at):
        return None
    return Refusal(
        "begins-before-signing",
        _("服务开始日 %(day)s 早于签订日，合同不能追溯到签订之前。") % {"day": contract.starts_on},
        article="民法典 第四百九十条", next_step=_("请退回修改服务起止日期后再签署。"), field="starts_on",
    )  # fmt: skip


def term_is_lawful(contract: Contract, act: Act) -> Refusal | None:
    """A contract runs no longer than usual; up to the longest term where the plan gave the reason (R-60, O102 art. 24)."""
    reasoned = bool(contract.procurement.plan_item.term_reason)
    rule = act.rule("R-60-maximum" if reasoned else "R-60-usual", clock.day_of(act.at))
    months = months_in(contract.starts_on, contract.ends_on)
    if months <= rule.months:
        return None
    return Refusal(
        "term-too-long", _("服务期 %(months)s 个月，超过 %(limit)s。") % {"months": months, "limit": rule.phrase},
        rule="R-60", article=rule.cites, next_step=_("请缩短服务期，或在计划中补充长期服务的理由。"),
    )  # fmt: skip
