"""Who is told of a request's way."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from purchasing.additional.models import AdditionalBudgetRequest, Stance


def _request(event: Event) -> AdditionalBudgetRequest:
    return cast(AdditionalBudgetRequest, event.subject)


def _tell_unit(event: Event, title: str, body: str = "") -> None:
    """The unit's clerks and the office of the co-ordination group."""
    request = _request(event)
    unit = request.item.plan.purchaser.organization_id
    tell(
        event=event,
        title=title % {"request": request},
        body=body,
        url=request.get_absolute_url(),
        memberships=[(unit, Role.PURCHASER_CLERK), (None, Role.COORDINATION_OFFICE)],
    )


@subscribe("additional.file", effect=gettext_lazy("通知财政部门经办人提出意见，并告知协调推进小组办公室。"))
def tell_finance(event: Event) -> None:
    request = _request(event)
    tell(
        event=event,
        title=_("%(request)s已申报，请提出意见") % {"request": request},
        url=request.get_absolute_url(),
        memberships=[
            (request.item.plan.purchaser.finance_id, Role.FINANCE_CLERK), (None, Role.COORDINATION_OFFICE),
        ],
    )  # fmt: skip


@subscribe("additional.question", effect=gettext_lazy("理由通知财政部门经办人，重新提出意见。"))
def tell_first_clerk(event: Event) -> None:
    request = _request(event)
    tell(
        event=event,
        title=_("%(request)s的财政意见经复核退回，请重新提出") % {"request": request},
        body=request.second_opinion,
        url=request.get_absolute_url(),
        memberships=[(request.item.plan.purchaser.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe("additional.send_back", effect=gettext_lazy("理由通知购买单位经办人。"))
def tell_clerk(event: Event) -> None:
    request = _request(event)
    tell(
        event=event,
        title=_("%(request)s需要修改") % {"request": request},
        body=request.reason,
        url=request.get_absolute_url(),
        memberships=[(request.item.plan.purchaser.organization_id, Role.PURCHASER_CLERK)],
    )


@subscribe(
    "additional.decide",
    effect=gettext_lazy("通知购买单位和协调推进小组办公室；未全额支持的，同时告知协调推进小组组长。"),
)
def tell_of_opinion(event: Event) -> None:
    request = _request(event)
    unit = request.item.plan.purchaser.organization_id
    leader = [] if request.stance == Stance.SUPPORT else [(None, Role.COORDINATION_LEADER)]
    tell(
        event=event,
        title=_("%(request)s：财政意见为%(stance)s") % {"request": request, "stance": request.get_stance_display()},
        body=_("支持金额 %(amount)s 元。%(opinion)s")
        % {"amount": f"{request.supported:,.2f}", "opinion": request.opinion},
        url=request.get_absolute_url(),
        memberships=[(unit, Role.PURCHASER_CLERK), (None, Role.COORDINATION_OFFICE), *leader],
    )


@subscribe(
    "additional.record_government",
    "additional.record_submission",
    "additional.record_congress",
    "additional.record_grant",
    effect=gettext_lazy("登记经财政审批岗位的另一人确认后才生效；通知该岗位确认。"),
)
def tell_confirmer(event: Event) -> None:
    request = _request(event)
    tell(
        event=event,
        title=_("%(request)s有登记待您确认") % {"request": request},
        url=request.get_absolute_url(),
        memberships=[(request.item.plan.purchaser.finance_id, Role.FINANCE_APPROVER)],
    )


@subscribe("additional.return_record", effect=gettext_lazy("通知财政部门经办人重新登记。"))
def tell_recorder(event: Event) -> None:
    request = _request(event)
    tell(
        event=event,
        title=_("%(request)s的登记被退回，请核对后重新登记") % {"request": request},
        url=request.get_absolute_url(),
        memberships=[(request.item.plan.purchaser.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe("additional.confirm_government", effect=gettext_lazy("通知购买单位经办人和协调推进小组办公室。"))
def tell_of_government(event: Event) -> None:
    request = _request(event)
    _tell_unit(event, _("%(request)s：市政府已审定"), _("审定 %(sum)s 元。") % {"sum": f"{request.decided:,.2f}"})


@subscribe(
    "additional.confirm_congress", effect=gettext_lazy("通知购买单位经办人和协调推进小组办公室；财政批复时限开始。")
)
def tell_of_congress(event: Event) -> None:
    request = _request(event)
    _tell_unit(event, _("%(request)s：人大已批准"), _("批准 %(sum)s 元。") % {"sum": f"{request.approved:,.2f}"})


@subscribe(
    "additional.end_unsupported",
    "additional.confirm_government_refusal",
    "additional.confirm_congress_refusal",
    effect=gettext_lazy("事项转入项目储备，不得启动采购；通知购买单位经办人和协调推进小组办公室。"),
)
def tell_of_refusal(event: Event) -> None:
    request = _request(event)
    why = _("%(result)s，事项转入项目储备。%(reason)s")
    _tell_unit(
        event, _("%(request)s未获批准"), why % {"result": request.get_result_display(), "reason": request.reason}
    )


@subscribe(
    "additional.confirm_grant",
    effect=gettext_lazy(
        "新增预算记入单位预算台账；等于缺口的，事项随即批准并冻结资金，签发补充批复；不足的，退回单位按批准金额调整。"
    ),
)
def tell_of_grant(event: Event) -> None:
    request = _request(event)
    todo = _("请按可用资金调整工作量。") if request.is_partial else ""
    said = _("新增预算 %(sum)s 元已记入预算台账。") % {"sum": f"{request.approved:,.2f}"}
    _tell_unit(event, _("%(request)s：新增预算已批复"), said + todo)


@subscribe("additional.return_sheet", effect=gettext_lazy("理由通知购买单位经办人。"))
def tell_of_sheet(event: Event) -> None:
    _tell_unit(event, _("%(request)s：工作量需要重新调整"), _request(event).reason)


@subscribe(
    "additional.approve_rescoped",
    effect=gettext_lazy(
        "各预算项目冻结资金，签发补充批复；公开稿交单位第二人作保密审查；通知购买单位和协调推进小组办公室。"
    ),
)
def tell_of_approval(event: Event) -> None:
    request = _request(event)
    _tell_unit(
        event, _("%(request)s：事项已批准"), _("补充批复：%(number)s。") % {"number": request.item.supplement.number}
    )
