"""Before the tender: the annual plan, the intention, the needs put to the public."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from disclosure.exposure.registry import Column, Exposure, Field, Masked, Summary, expose
from purchasing.account.queries import by_item, lines_of, summed
from purchasing.additional.queries import standing
from purchasing.adjustment.queries import sides
from purchasing.models import (
    AdditionalBudgetRequest,
    AnnualPlan,
    FinalAccount,
    OutsideAct,
    PlanAdjustment,
    PlanApproval,
    PlanItem,
    Requirement,
)
from purchasing.plan.models import STANDING
from purchasing.plan.slices import in_words, years_of
from purchasing.publication.models import Kind


def _approved_items(plan: AnnualPlan) -> list[PlanItem]:
    """Reserve and refused items are nobody's purchase yet and stay inside."""
    rows = plan.items.filter(state__in=STANDING)
    return list(rows.select_related("catalogue_item"))


def _approval(plan: AnnualPlan) -> PlanApproval | None:
    return plan.approvals.filter(item__isnull=True).order_by("-approved_at", "-pk").first()


def _item_rows(plan: AnnualPlan) -> list[dict[str, Any]]:
    return [
        {
            "ocid": item.ocid or "",
            "title": item.title,
            "catalogue": str(item.catalogue_item),
            "summary": item.summary,
            "amount": item.amount,
            "slices": in_words(years_of(item, plan.fiscal_year)),
            "category": item.get_category_display(),
            "method": item.get_method_display(),
            "expected_month": item.expected_month,
            "term_months": item.term_months,
            "reservation": item.get_reservation_display(),
            "supplier_conditions": item.supplier_conditions,
        }
        for item in _approved_items(plan)
    ]


def _side_rows(adjustment: PlanAdjustment) -> list[dict[str, Any]]:
    return [dict(zip(("what", "before", "after"), side, strict=True)) for side in sides(adjustment)]


def _plan_summary(plan: AnnualPlan) -> Summary:
    approval = _approval(plan)
    return Summary(
        title=str(plan),
        purchaser=plan.purchaser.organization,
        fiscal_year=plan.fiscal_year,
        amount=approval.amount if approval else None,
    )


def summary_of_item(item: PlanItem, title: str = "", **more: Any) -> Summary:
    """What is known of a purchase from its plan item; `more` overrides."""
    values: dict[str, Any] = {
        "ocid": item.ocid or "",
        "purchaser": item.plan.purchaser.organization,
        "catalogue_item": item.catalogue_item,
        "method": item.method,
        "fiscal_year": item.plan.fiscal_year,
        "amount": item.amount,
        "expected_month": item.expected_month,
    }
    return Summary(title=title or item.title, **{**values, **more})


PLAN = expose(
    Exposure(
        Kind.PLAN,
        _("年度计划与批复"),
        "plans",
        "publication.release",
        (
            Field("purchaser", _("购买主体"), lambda p: p.purchaser.organization.name, "R-10"),
            Field("fiscal_year", _("年度"), lambda p: p.fiscal_year, "R-10", "number"),
            Field("approval_number", _("批复文号"), lambda p: (a := _approval(p)) and a.number, "R-10"),
            Field("approved_at", _("批准时间"), lambda p: (a := _approval(p)) and a.approved_at, "R-10", "day"),
            Field("amount", _("批准金额（元）"), lambda p: (a := _approval(p)) and a.amount, "R-10", "money"),
            Field("items", _("购买事项"), _item_rows, "R-10", "table", (
                Column("title", _("购买事项")), Column("ocid", _("项目编号")), Column("catalogue", _("目录品目")),
                Column("summary", _("需求概况"), "paragraph"), Column("amount", _("金额（元）"), "money"),
                Column("slices", _("分年安排"), "paragraph"), Column("category", _("资金类别")), Column("method", _("采购方式")),
                Column("expected_month", _("预计采购月份"), "month"), Column("term_months", _("服务期（月）"), "number"),
                Column("reservation", _("中小企业预留")), Column("supplier_conditions", _("对承接主体的要求"), "paragraph"),
            )),
        ),
        _plan_summary,
        rule="R-10",
        masked=(Masked(_("财政审核意见与未批准事项"), "政府信息公开条例 第十六条"),),
    )
)  # fmt: skip

ADJUSTMENT = expose(
    Exposure(
        Kind.ADJUSTMENT,
        _("计划调整"),
        "plans",
        "publication.release",
        (
            Field("purchaser", _("购买主体"), lambda a: a.item.plan.purchaser.organization.name, "R-10"),
            Field("fiscal_year", _("年度"), lambda a: a.item.plan.fiscal_year, "R-10", "number"),
            Field("ocid", _("项目编号"), lambda a: a.item.ocid or "", "R-10"),
            Field("title", _("购买事项"), lambda a: a.item.title, "R-10"),
            Field("change", _("调整类别"), lambda a: a.get_change_display(), "R-10"),
            Field("approval_number", _("批复文号"), lambda a: a.number, "R-10"),
            Field("approved_at", _("批准时间"), lambda a: a.decided_at, "R-10", "day"),
            Field("sides", _("调整内容"), _side_rows, "R-10", "table", (
                Column("what", _("调整事项")), Column("before", _("调整前"), "paragraph"), Column("after", _("调整后"), "paragraph"),
            )),
            Field("reason", _("调整理由"), lambda a: a.reason, "R-10", "paragraph"),
        ),
        lambda a: summary_of_item(a.item, str(a)),
        rule="R-10",
        masked=(Masked(_("财政审核意见"), "政府信息公开条例 第十六条"),),
    )
)  # fmt: skip


def _account_rows(account: FinalAccount) -> list[dict[str, Any]]:
    return [
        {
            "title": row.item.title if row.item else "", "ocid": (row.item.ocid or "") if row.item else "",
            **{name: getattr(row, name) for name in ACCOUNT_FIGURES}, "percent": row.percent, "reason": row.reason,
        }
        for row in by_item(account, lines_of(account))
    ]  # fmt: skip


def _account_lines(account: FinalAccount) -> list[dict[str, Any]]:
    return [
        {"item": row.item.title, "line": row.line.name, **{name: getattr(row, name) for name in ACCOUNT_FIGURES}}
        for row in lines_of(account)
    ]


ACCOUNT_FIGURES = {
    "approved": _("批复数（元）"), "adjusted": _("调整后预算（元）"), "committed": _("签约（元）"), "paid": _("决算支出（元）"),
    "carried": _("结转下年（元）"), "freed": _("解除冻结（元）"), "variance": _("支出减预算（元）"),
}  # fmt: skip
_FIGURE_COLUMNS = tuple(Column(name, label, "money") for name, label in ACCOUNT_FIGURES.items())

FINAL_ACCOUNT = expose(
    Exposure(
        Kind.FINAL_ACCOUNT,
        _("年度决算"),
        "plans",
        "publication.release",
        (
            Field("purchaser", _("购买主体"), lambda a: a.plan.purchaser.organization.name, "R-09"),
            Field("fiscal_year", _("年度"), lambda a: a.plan.fiscal_year, "R-09", "number"),
            Field("approval_number", _("批复文号"), lambda a: a.number, "R-09"),
            Field("approved_at", _("审定时间"), lambda a: a.decided_at, "R-09", "day"),
            Field("adjusted", _("调整后预算（元）"), lambda a: summed(lines_of(a)).adjusted, "R-09", "money"),
            Field("paid", _("决算支出（元）"), lambda a: summed(lines_of(a)).paid, "R-09", "money"),
            Field("carried", _("结转下年（元）"), lambda a: summed(lines_of(a)).carried, "R-09", "money"),
            Field("items", _("按事项"), _account_rows, "R-09", "table", (
                Column("title", _("购买事项")), Column("ocid", _("项目编号")), *_FIGURE_COLUMNS, Column("percent", _("差异")),
                Column("reason", _("理由"), "paragraph"),
            )),
            Field("lines", _("按预算项目"), _account_lines, "R-09", "table", (
                Column("item", _("购买事项")), Column("line", _("预算项目")), *_FIGURE_COLUMNS,
            )),
        ),
        lambda a: Summary(
            title=str(a), purchaser=a.plan.purchaser.organization, fiscal_year=a.plan.fiscal_year,
            amount=summed(lines_of(a)).paid,
        ),
        rule="R-09",
        masked=(Masked(_("财政审核意见"), "政府信息公开条例 第十六条"),),
    )
)  # fmt: skip


def _papers_of(request: AdditionalBudgetRequest) -> list[dict[str, Any]]:
    """By which documents the money was decided: government, congress, finance."""
    kinds = (OutsideAct.Kind.GOVERNMENT, OutsideAct.Kind.CONGRESS, OutsideAct.Kind.GRANT)
    rows = [row for kind in kinds if (row := standing(request, kind))]
    return [
        {"step": row.get_kind_display(), "document": row.document, "on": row.on, "amount": row.amount} for row in rows
    ]


ADDITIONAL = expose(
    Exposure(
        Kind.ADDITIONAL,
        _("新增预算批准情况"),
        "plans",
        "publication.release",
        (
            Field("purchaser", _("购买主体"), lambda r: r.item.plan.purchaser.organization.name, "R-09"),
            Field("fiscal_year", _("年度"), lambda r: r.item.plan.fiscal_year, "R-09", "number"),
            Field("title", _("购买事项"), lambda r: r.item.title, "R-09"),
            Field("need", _("需要资金（元）"), lambda r: r.need, "R-09", "money"),
            Field("existing", _("现有预算（元）"), lambda r: r.existing, "R-09", "money"),
            Field("gap", _("申请新增（元）"), lambda r: r.gap, "R-09", "money"),
            Field("approved", _("批准新增（元）"), lambda r: r.approved, "R-09", "money"),
            Field("acts", _("批准文件"), _papers_of, "R-09", "table", (
                Column("step", _("事项")), Column("document", _("文号或会议名称")), Column("on", _("日期"), "day"),
                Column("amount", _("金额（元）"), "money"),
            )),
            Field("supplement", _("补充批复文号"), lambda r: r.item.supplement.number, "R-10"),
            Field("amount", _("事项批准金额（元）"), lambda r: r.item.amount, "R-10", "money"),
        ),
        lambda r: summary_of_item(r.item, f"{r.item.title}新增预算批准情况"),
        rule="R-09",
        masked=(Masked(_("财政意见和扫描件"), "政府信息公开条例 第十六条"),),
    )
)  # fmt: skip

INTENTION = expose(
    Exposure(
        Kind.INTENTION,
        _("采购意向"),
        "intentions",
        "publication.release",
        (
            Field("purchaser", _("购买主体"), lambda i: i.plan_item.plan.purchaser.organization.name, "R-11"),
            Field("title", _("采购项目名称"), lambda i: i.title, "R-11"),
            Field("needs", _("采购需求概况"), lambda i: i.needs, "R-11", "paragraph"),
            Field("budget", _("预算金额（元）"), lambda i: i.budget, "R-11", "money"),
            Field("expected_month", _("预计采购时间"), lambda i: i.expected_month, "R-11", "month"),
            Field("sme_note", _("面向中小企业情况"), lambda i: i.sme_note, "R-11"),
            Field("note", _("备注"), lambda i: i.note, "R-11"),
        ),
        lambda i: summary_of_item(i.plan_item, i.title, amount=i.budget, expected_month=i.expected_month),
        rule="R-11",
    )
)


def _needs_of(requirement: Requirement) -> Summary:
    return summary_of_item(requirement.plan_item, f"{requirement.plan_item.title}采购需求")


NEEDS = expose(
    Exposure(
        Kind.NEEDS,
        _("采购需求征求意见"),
        "notices",
        "publication.release",
        (
            Field(
                "purchaser",
                _("购买主体"),
                lambda r: r.plan_item.plan.purchaser.organization.name,
                "政府采购法实施条例 第十五条",
            ),
            Field("comment_from", _("征求意见开始"), lambda r: r.comment_from, "政府采购法实施条例 第十五条", "day"),
            Field("comment_until", _("征求意见截止"), lambda r: r.comment_until, "政府采购法实施条例 第十五条", "day"),
            Field("technical", _("技术要求"), lambda r: r.technical, "政府采购法实施条例 第十五条", "paragraph"),
            Field("commercial", _("商务要求"), lambda r: r.commercial, "政府采购法实施条例 第十五条", "paragraph"),
            Field(
                "acceptance_terms",
                _("履约验收要求"),
                lambda r: r.acceptance_terms,
                "政府采购法实施条例 第十五条",
                "paragraph",
            ),
        ),
        _needs_of,
        rule="政府采购法实施条例 第十五条",
        masked=(Masked(_("需求调查对象与内部审查意见"), "财库〔2021〕22号"), Masked(_("提出意见者的姓名"), "个人信息")),
    )
)
