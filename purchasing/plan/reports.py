"""批复: finance's letter to the unit, with the items, the lines that bear them and the conditions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.actions import request_report
from portal.reports.kinds import register_kind
from portal.reports.models import Report
from portal.values import clock
from portal.workflow.act import Act
from purchasing.budget.models import Category
from purchasing.plan.models import AnnualPlan, PlanApproval, PlanItem
from purchasing.plan.policies import Can
from purchasing.plan.queries import approvals_of, items_of
from purchasing.plan.slices import in_words, slices_of, years_of
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews

APPROVAL = register_kind(
    "plan_approval", template="purchasing/plan/approval_letter.html", title=_("关于年度政府购买服务计划的批复")
)


def request_approval_letter(approval: PlanApproval, act: Act) -> Report:
    """Enter the letter in the approving act; the worker renders it."""
    return request_report(APPROVAL.name, approval, letter_context(approval), act=act, public=False)


def letter_context(approval: PlanApproval) -> dict[str, Any]:
    """The letter's contents; amounts in yuan."""
    plan = approval.plan
    rows = plan.items.select_related("catalogue_item").prefetch_related("funding__line", "task_lines").order_by("seq")
    if approval.item_id is not None:
        rows = rows.filter(pk=approval.item_id)
    items = [item for item in rows if item.recommendation == PlanItem.Recommendation.APPROVE]
    unit = plan.purchaser.organization.name
    named = (
        _("关于%(unit)s%(year)s年度政府购买服务计划的补充批复")
        if approval.item_id is not None
        else _("关于%(unit)s%(year)s年度政府购买服务计划的批复")
    )
    return {
        "title": named % {"unit": unit, "year": plan.fiscal_year},
        "is_supplement": approval.item_id is not None,
        "with_new_money": approval.item is not None and approval.item.category == Category.ADDITIONAL_BUDGET,
        "number": approval.number,
        "issuer": plan.purchaser.finance.name,
        "to": unit,
        "unit": unit,
        "year": plan.fiscal_year,
        "amount": approval.amount,
        "approved_on": approval.approved_at,
        "items": _items_table(items, approval),
        "funding": _funding_table(items, approval),
        "others": [
            {"title": item.title, "decision": item.get_recommendation_display(), "opinion": item.opinion}
            for item in rows
            if item.recommendation != PlanItem.Recommendation.APPROVE
        ],
    }


def _items_table(items: list[PlanItem], approval: PlanApproval) -> dict[str, Any]:
    return {
        "caption": _("附表一　批准的购买事项（金额单位：元）"),
        "columns": [
            {"label": _("序号"), "css": "c w1"}, {"label": _("购买事项"), "css": ""}, {"label": _("目录"), "css": "c w2"},
            {"label": _("采购方式"), "css": "c w3"}, {"label": _("金额"), "css": "n w4"},
        ],
        "rows": [
            [item.seq, _named(item), item.catalogue_item.code, item.get_method_display(), f"{item.this_year:,.2f}"]
            for item in items
        ],
        "foot": ["", _("合计"), "", "", f"{approval.amount:,.2f}"],
    }  # fmt: skip


def _named(item: PlanItem) -> str:
    """The title, and for an item of several years what it comes to in all and what each year bears."""
    if not item.slices:
        return item.title
    return _("%(title)s（总额 %(amount)s 元，分年安排：%(years)s）") % {
        "title": item.title, "amount": f"{item.amount:,.2f}", "years": in_words(slices_of(item)),
    }  # fmt: skip


def _funding_table(items: list[PlanItem], approval: PlanApproval) -> dict[str, Any]:
    return {
        "caption": _("附表二　资金来源（金额单位：元）"),
        "columns": [
            {"label": _("购买事项"), "css": ""}, {"label": _("预算项目"), "css": "w3"}, {"label": _("资金类别"), "css": "c w4"},
            {"label": _("金额"), "css": "n w4"},
        ],
        "rows": [
            [item.title, row.line.name, item.get_category_display(), f"{row.amount:,.2f}"]
            for item in items
            for row in item.funding.all()
        ],
        "foot": [_("合计"), "", "", f"{approval.amount:,.2f}"],
    }  # fmt: skip


def may_read_letter(actor: Actor | None, file: StoredFile) -> bool:
    """Whoever reads the plan reads its letter."""
    approval = PlanApproval.objects.filter(pk=file.subject_pk).select_related("plan").first()
    return approval is not None and allows(actor, Can.READ_PLAN, approval.plan)


register_access("purchasing.PlanApproval", may_read_letter)


@previews(Kind.PLAN)
def plan_preview(plan: AnnualPlan) -> Preview:
    """What the public will read of a plan and its latest approval: every column of its items that becomes public."""
    approval = approvals_of(plan).last()
    items = [item for item in items_of(plan) if item.ocid]
    facts: list[tuple[Any, Any]] = [
        (_("购买单位"), plan.purchaser.organization.name), (_("年度"), plan.fiscal_year),
        (_("批复文号"), approval.number if approval else "—"),
        (_("批准时间"), clock.day_of(approval.approved_at) if approval else "—"),
        (_("批准金额（元）"), f"{approval.amount:,.2f}" if approval else "—"),
    ]  # fmt: skip
    columns = [
        _("项目编号"),
        _("购买事项"),
        _("目录"),
        _("金额（元）"),
        _("分年安排"),
        _("资金来源"),
        _("采购方式"),
        _("预计月份"),
        _("服务期（月）"),
        _("中小企业预留"),
    ]
    rows = [
        [
            item.ocid, item.title, str(item.catalogue_item), f"{item.amount:,.2f}",
            in_words(years_of(item, plan.fiscal_year)), item.get_category_display(), item.get_method_display(), f"{item.expected_month:%Y-%m}", item.term_months,
            item.get_reservation_display(),
        ]
        for item in items
    ]  # fmt: skip
    texts = [[item.ocid, item.summary, item.supplier_conditions or "—"] for item in items]
    return Preview(
        str(plan),
        facts,
        tables=[
            Table(_("批准的购买事项"), columns, rows, frozenset({3, 8})),
            Table(_("需求概况"), [_("项目编号"), _("需求概况"), _("对承接主体的要求")], texts),
        ],
    )
