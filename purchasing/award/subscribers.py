"""Who is told of decision and result: each bidder of its own bid and no other; the winner's letter."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import subscribe
from portal.outbox.models import Event
from portal.reports.actions import reports_of, request_report
from purchasing.award.models import Award
from purchasing.award.queries import OwnResult, own_result
from purchasing.award.reports import KIND, notice_context
from purchasing.bid.models import Bid
from purchasing.procurement.models import Procurement
from purchasing.procurement.subscribers import act_of


def _subject(event: Event) -> Procurement:
    return Procurement.objects.select_related("purchaser__organization", "agency").get(pk=event.subject_pk)


@subscribe("procurement.confirm_candidate", effect=gettext_lazy("代理机构会收到起草结果公告的通知。"))
def ask_for_result(event: Event) -> None:
    procurement = _subject(event)
    tell(
        event=event,
        title=_("中标人已确定，请起草结果公告：%(title)s") % {"title": procurement.title},
        url=procurement.get_absolute_url(),
        memberships=[(procurement.agency_id, Role.AGENT)],
    )


@subscribe("procurement.prepare_result", effect=gettext_lazy("采购单位会收到保密审查的通知。"))
def ask_for_check(event: Event) -> None:
    procurement = _subject(event)
    unit = procurement.purchaser.organization_id
    tell(
        event=event,
        title=_("结果公告待保密审查：%(title)s") % {"title": procurement.title},
        url="/desk/publications/",
        memberships=[(unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD)],
    )


@subscribe(
    "procurement.publish_result",
    effect=gettext_lazy(
        "中标结果、各投标人报价、中标人总分和评委名单公开；未中标的投标人各自收到本人的得分、排序或未通过的理由。"
    ),
)
def tell_losers(event: Event) -> None:
    procurement = _subject(event)
    bids = Bid.objects.filter(procurement=procurement, state="opened").select_related(
        "procurement", "supplier", "opened"
    )
    for bid in bids:
        result = own_result(bid)
        if result.won:
            continue
        tell(
            event=event,
            key=f"result:{event.pk}:{bid.pk}",
            title=_("未中标结果通知：%(title)s") % {"title": procurement.title},
            body=_sentence(result),
            url=f"/desk/bids/{bid.reference}/result/",
            memberships=[(bid.supplier.organization_id, Role.SUPPLIER)],
        )


def _sentence(result: OwnResult) -> str:
    if result.place is not None:
        return _("您的评审总分 %(total)s 分，排序第 %(rank)s。") % {
            "total": result.place.total,
            "rank": result.place.rank,
        }
    heading = {
        "unqualified": _("未通过资格审查："),
        "nonconforming": _("未通过符合性审查："),
        "unreadable": _("投标文件未能正常开启："),
    }[result.outcome]
    return heading + "；".join(result.reasons)


@subscribe("procurement.send_notice", effect=gettext_lazy("中标供应商收到中标通知书，合同签订期限从今天起算。"))
def send_letter(event: Event) -> None:
    award = Award.objects.select_related(
        "procurement__purchaser__organization", "procurement__agency", "supplier", "bid__opened"
    ).get(procurement__pk=event.subject_pk)
    if not reports_of(award, KIND).exists():
        request_report(KIND, award, notice_context(award), act=act_of(event), public=False)
    tell(
        event=event,
        title=_("中标通知书：%(title)s") % {"title": award.procurement.title},
        body=_("通知书编号 %(number)s。请在法定期限内与采购人签订合同。") % {"number": award.notice_number},
        url=f"/desk/bids/{award.bid.reference}/result/",
        memberships=[(award.supplier.organization_id, Role.SUPPLIER)],
    )
