"""批复 of an adjustment: finance's letter to the unit, with what is allowed and both sides of it."""

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
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.policies import Can
from purchasing.adjustment.queries import sides
from purchasing.plan.models import PlanApproval
from purchasing.plan.reports import letter_context as plan_letter

LETTER = register_kind(
    "plan_adjustment", template="purchasing/adjustment/letter.html", title=_("关于调整年度政府购买服务计划的批复")
)
ALLOWED = {
    Change.ADD_ITEM: _("同意增列该事项。所缺资金按新增预算程序申请，批准并下达之前不得启动采购。"),
    Change.CANCEL: _("同意取消该事项，原冻结的资金解除冻结，退回各预算项目。"),
    Change.AMOUNT: _(
        "同意按附表调整该事项的金额、工作量和资金来源。所需资金在现有预算中调剂，财政不另行安排专项资金。"
    ),
    Change.METHOD: _("同意按附表变更该事项的采购方式。"),
    Change.SCOPE: _("同意按附表调整该事项的内容。"),
    Change.SCHEDULE: _("同意按附表调整该事项的采购时间。"),
    Change.CARRY_OVER: _(
        "同意将该事项尚未支付的资金按附表结转下年使用，用于继续履行原采购或者合同；不再需要的资金解除冻结。"
    ),
}


def request_letter(adjustment: PlanAdjustment, act: Act) -> Report:
    """Enter the letter in the approving act; the worker renders it."""
    return request_report(LETTER.name, adjustment, letter_context(adjustment), act=act, public=False)


def letter_context(adjustment: PlanAdjustment) -> dict[str, Any]:
    """The letter's contents."""
    plan = adjustment.item.plan
    unit = plan.purchaser.organization.name
    return {
        "title": _("关于调整%(unit)s%(year)s年度政府购买服务计划的批复") % {"unit": unit, "year": plan.fiscal_year},
        "number": adjustment.number or "",
        "issuer": plan.purchaser.finance.name,
        "to": unit,
        "unit": unit,
        "year": plan.fiscal_year,
        "item": adjustment.item.title,
        "ocid": adjustment.item.ocid or "",
        "change": adjustment.get_change_display(),
        "allowed": ALLOWED[Change(adjustment.change)],
        "sides": {
            "caption": _("附表　调整前后对照"),
            "columns": [
                {"label": _("调整事项"), "css": "w4"}, {"label": _("调整前"), "css": ""}, {"label": _("调整后"), "css": ""},
            ],
            "rows": [list(side) for side in sides(adjustment)],
        },
    }  # fmt: skip


def letter_of_addition(adjustment: PlanAdjustment) -> dict[str, Any]:
    """The supplement by which a new item would join its plan now, before it has a number."""
    item = adjustment.item
    draft = PlanApproval(plan=item.plan, item=item, number="", amount=item.this_year, approved_at=clock.now())
    return plan_letter(draft)


def may_read_letter(actor: Actor | None, file: StoredFile) -> bool:
    """Whoever reads the adjustment reads its letter."""
    row = PlanAdjustment.objects.filter(pk=file.subject_pk).first()
    return row is not None and allows(actor, Can.READ_ADJUSTMENT, row)


register_access("purchasing.PlanAdjustment", may_read_letter)
