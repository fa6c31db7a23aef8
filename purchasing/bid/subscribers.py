"""The receipt, and what the bidder is told. Before the opening nobody else hears of a bid, and no mail names one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import subscribe
from portal.outbox.models import Event
from portal.reports.actions import reports_of, request_report
from purchasing.bid.models import Bid, BidVersion
from purchasing.bid.reports import KIND, receipt_context
from purchasing.procurement.subscribers import act_of


def _bid(event: Event) -> Bid:
    return Bid.objects.select_related("procurement", "supplier__organization").get(pk=event.subject_pk)


@subscribe(
    "bid.submit", "bid.replace", effect=_("您会收到带密封指纹和收到时间的投标回执；开标前，任何人都看不到您是否投标。")
)
def issue_receipt(event: Event) -> None:
    """The version that this event is about is the one received at the event's instant."""
    bid = _bid(event)
    version = BidVersion.objects.select_related("bid__procurement", "submitted_by").get(bid=bid, received_at=event.at)
    if not reports_of(bid, KIND).filter(issued_at=event.at).exists():
        request_report(KIND, bid, receipt_context(version), act=act_of(event), public=False)
    tell(
        event=event,
        title=_("投标文件已收到并密封：%(title)s") % {"title": bid.procurement.title},
        body=_("第 %(number)s 版，密封指纹 %(hash)s。截止前可以重新提交或撤回。")
        % {"number": version.number, "hash": version.commitment},
        url=bid.get_absolute_url(),
        memberships=[(bid.supplier.organization_id, Role.SUPPLIER)],
        mail=False,
    )


@subscribe("bid.withdraw", effect=_("已密封的内容从此无法开启；截止前可以重新提交。"))
def tell_of_withdrawal(event: Event) -> None:
    bid = _bid(event)
    tell(
        event=event,
        title=_("投标已撤回：%(title)s") % {"title": bid.procurement.title},
        url=bid.get_absolute_url(),
        memberships=[(bid.supplier.organization_id, Role.SUPPLIER)],
        mail=False,
    )


@subscribe("bid.return_unopened", effect=_("投标人会收到投标未开启退回的通知。"))
def tell_of_return(event: Event) -> None:
    bid = _bid(event)
    tell(
        event=event,
        title=_("您的投标未开启，已退回：%(title)s") % {"title": bid.procurement.title},
        body=_("本项目未开标。投标文件没有被任何人开启，密封密钥已销毁。"),
        url=bid.get_absolute_url(),
        memberships=[(bid.supplier.organization_id, Role.SUPPLIER)],
        mail=False,
    )
