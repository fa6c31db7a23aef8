"""The opening record as a paper and a message; and the end of an opening whose procurement is terminated before it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import SYSTEM
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import subscribe
from portal.outbox.models import Event
from portal.reports.actions import reports_of, request_report
from portal.values import clock
from portal.workflow.act import Act
from purchasing.bid.models import State as BidState
from purchasing.opening.actions import call_off
from purchasing.opening.models import Opening
from purchasing.opening.reports import KIND, record_context
from purchasing.procurement.models import Procurement
from purchasing.procurement.subscribers import act_of

OPENED = (BidState.OPENED, BidState.RETURNED_UNOPENED)


@subscribe("opening.gather", effect=_("密钥持有人会收到开标通知。"))
def call_holders(event: Event) -> None:
    opening = Opening.objects.select_related("procurement").get(pk=event.subject_pk)
    tell(
        event=event,
        title=_("投标已截止，请开标：%(title)s") % {"title": opening.procurement.title},
        body=_("三位密钥持有人中任意两位提交密钥份额后，系统自动开标。"),
        url=opening.get_absolute_url(),
        users=[holder.membership.user for holder in opening.procurement.key.holders.select_related("membership__user")],
    )


@subscribe("opening.finish", effect=_("所有投标人、采购单位和代理机构会收到开标记录。"))
def publish_record(event: Event) -> None:
    opening = Opening.objects.select_related("procurement__purchaser__organization").get(pk=event.subject_pk)
    procurement = opening.procurement
    if not reports_of(opening, KIND).exists():
        request_report(KIND, opening, record_context(opening), act=act_of(event), public=False)
    bidders = procurement.bids.filter(state__in=OPENED).values_list("supplier__organization_id", flat=True)
    unit = procurement.purchaser.organization_id
    tell(
        event=event,
        title=_("已开标：%(title)s") % {"title": procurement.title},
        body=_("开标记录已生成，请登录查看；对开标有异议的，请当场提出。"),
        url=opening.get_absolute_url(),
        memberships=[
            *((organisation, Role.SUPPLIER) for organisation in bidders),
            (unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD), (procurement.agency_id, Role.AGENT),
        ],
    )  # fmt: skip


@subscribe("procurement.terminate", effect=_("尚未开启的投标全部退回，任何人都不能再开启。"))
def return_what_was_not_opened(event: Event) -> None:
    """Locks the procurement first, as every act on its bids does."""
    procurement = Procurement.objects.select_for_update(of=("self",)).get(pk=event.subject_pk)
    if procurement.opened_at is None:
        call_off(Act(SYSTEM, clock.now()), procurement)
