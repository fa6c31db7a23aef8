"""After the award: contract, acceptance, payment, and the evaluation with its standard."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.acceptance.queries import outcome_of
from contracts.contract.queries import price_lines, public_clauses
from contracts.models import Acceptance, Contract
from disclosure.exposure.registry import Column, Exposure, Field, Masked, Summary, expose
from disclosure.exposure.tendering import summary_of
from evaluation.models import Evaluation, Scheme
from purchasing.publication.models import Kind


def _contract_summary(contract: Contract, title: str, **more: Any) -> Summary:
    organization = contract.supplier.organization
    values: dict[str, Any] = {"supplier": organization, "supplier_name": organization.name, "closes_at": None}
    return summary_of(contract.procurement, title, **{**values, "amount": contract.amount, **more})


def _prices(contract: Contract) -> list[dict[str, Any]]:
    names = ("name", "unit", "unit_price", "amount")
    lines = price_lines(contract)
    return [{**{name: row[name] for name in names}, "quantity": f"{row['quantity'].normalize():f}"} for row in lines]


def _parts(contract: Contract) -> list[dict[str, Any]]:
    """The plan of unequal parts; none where the parts are equal, which the number of parts says."""
    return [dict(row) for row in contract.parts.values("period", "subject", "ends_on", "amount")]


CONTRACT = expose(
    Exposure(
        Kind.CONTRACT,
        _("合同公告"),
        "contracts",
        "publication.release",
        (
            Field("number", _("合同编号"), lambda c: c.number, "R-62"),
            Field("purchaser", _("采购人（甲方）"), lambda c: c.procurement.purchaser.organization.name, "R-62"),
            Field("supplier", _("供应商（乙方）"), lambda c: c.supplier.organization.name, "R-62"),
            Field("supplier_uscc", _("统一社会信用代码"), lambda c: c.supplier.organization.uscc, "R-62"),
            Field("amount", _("合同金额（元）"), lambda c: c.amount, "R-62", "money"),
            Field("method", _("采购方式"), lambda c: c.procurement.get_method_display(), "R-62"),
            Field("signed_at", _("签订日期"), lambda c: c.signed_at, "R-62", "day"),
            Field("starts_on", _("服务开始"), lambda c: c.starts_on, "R-62", "day"),
            Field("ends_on", _("服务结束"), lambda c: c.ends_on, "R-62", "day"),
            Field("instalments", _("付款期数"), lambda c: c.instalments, "R-62", "number"),
            Field("parts", _("付款计划"), _parts, "R-62", "table", (
                Column("period", _("期次"), "number"), Column("subject", _("本期内容")),
                Column("ends_on", _("服务期至"), "day"), Column("amount", _("金额（元）"), "money"),
            )),
            Field("prices", _("标的、数量和单价"), _prices, "R-62", "table", (
                Column("name", _("标的")), Column("unit", _("单位")), Column("quantity", _("数量"), "number"),
                Column("unit_price", _("单价（元）"), "money"), Column("amount", _("金额（元）"), "money"),
            )),
            Field("terms", _("合同条款"), public_clauses, "R-62", "table", (
                Column("heading", _("条款")), Column("text", _("内容")),
            )),
        ),
        lambda c: _contract_summary(c, c.title),
        rule="R-62",
        masked=(
            Masked(_("合同双方标明的商业秘密"), "政府采购法实施条例 第五十条"),
            Masked(_("收款账号"), "个人信息保护法；商业秘密"),
        ),
    )
)  # fmt: skip


def _period(acceptance: Acceptance) -> dict[str, Any]:
    return {"n": acceptance.period, "title": acceptance.contract.procurement.title}


def _checked_items(acceptance: Acceptance) -> list[dict[str, Any]]:
    return [
        {"name": i.name, "standard": i.standard, "points": i.points, "score": i.score, "finding": i.finding}
        for i in acceptance.items.all()
    ]


def _recipients(acceptance: Acceptance) -> list[str]:
    """What the recipients said, without their names."""
    return [str(entry.get("opinion", "")) for entry in acceptance.recipients if entry.get("opinion")]


ACCEPTANCE = expose(
    Exposure(
        Kind.ACCEPTANCE,
        _("验收结果公告"),
        "acceptances",
        "publication.release",
        (
            Field("contract_number", _("合同编号"), lambda a: a.contract.number, "政府采购法实施条例 第四十五条"),
            Field("purchaser", _("采购人"), lambda a: a.contract.procurement.purchaser.organization.name, "政府采购法实施条例 第四十五条"),
            Field("supplier", _("供应商"), lambda a: a.contract.supplier.organization.name, "政府采购法实施条例 第四十五条"),
            Field("period", _("期次"), lambda a: a.period, "政府采购法实施条例 第四十五条", "number"),
            Field("period_from", _("服务期自"), lambda a: a.period_from, "政府采购法实施条例 第四十五条", "day"),
            Field("period_to", _("服务期至"), lambda a: a.period_to, "政府采购法实施条例 第四十五条", "day"),
            Field("decided_at", _("验收日期"), lambda a: a.decided_at, "政府采购法实施条例 第四十五条", "day"),
            Field("outcome", _("验收结论"), outcome_of, "政府采购法实施条例 第四十五条"),
            Field("score", _("得分"), lambda a: a.score, "政府采购法实施条例 第四十五条", "number"),
            Field("instalment", _("本期应付（元）"), lambda a: a.instalment, "政府采购法实施条例 第四十五条", "money"),
            Field("payable", _("应支付（元）"), lambda a: a.payable, "政府采购法实施条例 第四十五条", "money"),
            Field("deduction", _("扣减（元）"), lambda a: a.deduction, "政府采购法实施条例 第四十五条", "money"),
            Field("items", _("验收内容"), _checked_items, "政府采购法实施条例 第四十五条", "table", (
                Column("name", _("验收内容")), Column("standard", _("要求")), Column("points", _("分值"), "number"),
                Column("score", _("得分"), "number"), Column("finding", _("情况")),
            )),
            Field("team", _("验收小组"), lambda a: [m.user.display_name for m in a.members.select_related("user").order_by("pk")], "政府采购法实施条例 第四十五条", "list"),
            Field("recipients", _("服务对象代表意见"), _recipients, "政府采购法实施条例 第四十五条", "list"),
            Field("opinion", _("验收意见"), lambda a: a.opinion, "政府采购法实施条例 第四十五条", "paragraph"),
        ),
        lambda a: _contract_summary(a.contract, str(_("%(title)s第 %(n)s 期验收结果") % _period(a)), amount=a.payable, score=a.score),
        rule="政府采购法实施条例 第四十五条",
        masked=(Masked(_("服务对象代表的姓名"), "个人信息保护法"),),
    )
)  # fmt: skip


PAYMENT = expose(
    Exposure(
        Kind.PAYMENT,
        _("支付公开"),
        "payments",
        "publication.release",
        (
            Field("contract_number", _("合同编号"), lambda p: p.contract.number, "平台规则：履约与支付按期公开"),
            Field(
                "purchaser",
                _("采购人"),
                lambda p: p.contract.procurement.purchaser.organization.name,
                "平台规则：履约与支付按期公开",
            ),
            Field(
                "supplier",
                _("收款单位"),
                lambda p: p.contract.supplier.organization.name,
                "平台规则：履约与支付按期公开",
            ),
            Field("period", _("期次"), lambda p: p.acceptance.period, "平台规则：履约与支付按期公开", "number"),
            Field("amount", _("支付金额（元）"), lambda p: p.amount, "平台规则：履约与支付按期公开", "money"),
            Field("due_on", _("应付截止日"), lambda p: p.due_on, "平台规则：履约与支付按期公开", "day"),
            Field("paid_at", _("支付日期"), lambda p: p.paid_at, "平台规则：履约与支付按期公开", "day"),
            Field("voucher", _("支付凭证号"), lambda p: p.voucher, "平台规则：履约与支付按期公开"),
        ),
        lambda p: _contract_summary(
            p.contract,
            str(_("%(title)s第 %(n)s 期支付情况") % _period(p.acceptance)),
            amount=p.amount,
        ),
        rule="平台规则：履约与支付按期公开",
        masked=(Masked(_("收款账号、开户银行、发票号码"), "商业秘密"),),
    )
)


_PERIODICAL = "平台规则：履约与支付按期公开"

REFUND = expose(
    Exposure(
        Kind.REFUND,
        _("支付退回"),
        "payments",
        "publication.release",
        (
            Field("contract_number", _("合同编号"), lambda r: r.payment.contract.number, _PERIODICAL),
            Field("purchaser", _("采购人"), lambda r: r.payment.contract.procurement.purchaser.organization.name, _PERIODICAL),
            Field("supplier", _("退款单位"), lambda r: r.payment.contract.supplier.organization.name, _PERIODICAL),
            Field("period", _("期次"), lambda r: r.payment.acceptance.period, _PERIODICAL, "number"),
            Field("amount", _("支付金额（元）"), lambda r: -r.amount, _PERIODICAL, "money"),
            Field("ground", _("退回原因"), lambda r: r.get_ground_display(), _PERIODICAL),
            Field("received_on", _("收到日期"), lambda r: r.received_on, _PERIODICAL, "day"),
            Field("decided_at", _("确认日期"), lambda r: r.decided_at, _PERIODICAL, "day"),
            Field("payment_voucher", _("原支付凭证号"), lambda r: r.payment.voucher, _PERIODICAL),
            Field("number", _("退回编号"), lambda r: r.number, _PERIODICAL),
        ),
        lambda r: _contract_summary(
            r.payment.contract,
            str(_("%(title)s第 %(n)s 期支付退回情况") % _period(r.payment.acceptance)),
            amount=-r.amount,
        ),
        rule=_PERIODICAL,
        masked=(Masked(_("缴款凭证号、退回说明"), "商业秘密"),),
    )
)  # fmt: skip


def _scheme(subject: Evaluation | Scheme) -> Scheme:
    return (
        subject if isinstance(subject, Scheme) else Scheme.objects.select_related("evaluation").get(evaluation=subject)
    )


def _indicators(subject: Evaluation | Scheme) -> list[dict[str, Any]]:
    return [
        {
            "dimension": i.get_dimension_display(), "group": i.group, "name": i.name, "points": i.points,
            "target": i.target, "formula": i.get_formula_display(),
        }
        for i in _scheme(subject).indicators.all()
    ]  # fmt: skip


def _weights(subject: Evaluation | Scheme) -> list[dict[str, Any]]:
    scheme = _scheme(subject)
    return [
        {"party": str(_("购买主体")), "weight": scheme.weight_purchaser},
        {"party": str(_("服务对象")), "weight": scheme.weight_recipients},
        {"party": str(_("第三方")), "weight": scheme.weight_third_party},
    ]


def _scheme_summary(subject: Evaluation | Scheme) -> Summary:
    evaluation = _scheme(subject).evaluation
    title = str(_("%(title)s绩效评价标准") % {"title": evaluation.procurement.title})
    return _contract_summary(evaluation.contract, title, amount=evaluation.contract.amount)


SCHEME = expose(
    Exposure(
        Kind.SCHEME,
        _("绩效评价标准"),
        "evaluations",
        "publication.release",
        (
            Field("purchaser", _("购买主体"), lambda s: _scheme(s).evaluation.procurement.purchaser.organization.name, "R-98"),
            Field("weights", _("三方权重（%）"), _weights, "R-98", "table", (
                Column("party", _("评分方")), Column("weight", _("权重（%）"), "number"),
            )),
            Field("survey_minimum", _("有效问卷最低份数"), lambda s: _scheme(s).survey_minimum, "R-98", "number"),
            Field("indicators", _("评价指标"), _indicators, "R-98", "table", (
                Column("dimension", _("一级指标")), Column("group", _("二级指标")), Column("name", _("三级指标")),
                Column("points", _("分值"), "number"), Column("target", _("目标值")), Column("formula", _("计分方式")),
            )),
        ),
        _scheme_summary,
        rule="R-98",
    )
)  # fmt: skip

EVALUATION = expose(
    Exposure(
        Kind.EVALUATION,
        _("绩效评价结果"),
        "evaluations",
        "publication.release",
        (
            Field("purchaser", _("购买主体"), lambda e: e.procurement.purchaser.organization.name, "R-99"),
            Field("supplier", _("承接主体"), lambda e: e.contract.supplier.organization.name, "R-99"),
            Field("agency", _("第三方评价机构"), lambda e: e.agency.name if e.agency else "", "R-99"),
            Field("party_purchaser", _("购买主体评分"), lambda e: e.party_purchaser, "R-99", "number"),
            Field("party_recipients", _("服务对象评分"), lambda e: e.party_recipients, "R-99", "number"),
            Field("party_third", _("第三方评分"), lambda e: e.party_third, "R-99", "number"),
            Field("final", _("综合得分"), lambda e: e.final, "R-99", "number"),
            Field("band", _("等级"), lambda e: e.band, "R-99"),
            Field("veto", _("一票否决情形"), lambda e: e.get_veto_display() if e.veto else "", "R-99"),
            Field("veto_reason", _("一票否决的事实和依据"), lambda e: e.veto_reason, "R-99", "paragraph"),
            Field("summary", _("评价结论"), lambda e: e.summary, "R-99", "paragraph"),
            Field("problems", _("存在问题"), lambda e: e.problems, "R-99", "paragraph"),
            Field("suggestions", _("有关建议"), lambda e: e.suggestions, "R-99", "paragraph"),
            Field("finalised_at", _("定稿日期"), lambda e: e.finalised_at, "R-99", "day"),
        ),
        lambda e: _contract_summary(
            e.contract, str(_("%(title)s绩效评价结果") % {"title": e.procurement.title}), score=e.final, band=e.band
        ),
        rule="R-99",
        masked=(Masked(_("问卷答卷与填写人、各方反馈意见原文"), "个人信息保护法"),),
    )
)
