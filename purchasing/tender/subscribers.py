"""Who is told of clarifications and new closing times; the tender document as a paper for those who obtain it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import subscribe
from portal.outbox.models import Event
from portal.reports.actions import reports_of, request_report
from purchasing.procurement.models import Procurement
from purchasing.procurement.subscribers import act_of
from purchasing.tender.models import Clarification, TenderDocument
from purchasing.tender.queries import holders
from purchasing.tender.reports import document_context


def _clarification(event: Event) -> Clarification:
    return Clarification.objects.select_related("procurement__purchaser").get(pk=event.subject_pk)


@subscribe("procurement.announce", effect=_("供应商可以免费获取招标文件，获取人的名称和数量在开标前对任何人保密。"))
def issue_document(event: Event) -> None:
    document = TenderDocument.objects.select_related("procurement").get(procurement__pk=event.subject_pk)
    if not reports_of(document, "tender_document").exists():
        request_report("tender_document", document, document_context(document), act=act_of(event), public=False)


@subscribe("clarification.begun", effect=_("采购单位会收到通知，公告稿进入保密审查。"))
def tell_unit(event: Event) -> None:
    clarification = _clarification(event)
    unit = clarification.procurement.purchaser.organization_id
    tell(
        event=event,
        title=_("澄清待审查：%(title)s") % {"title": clarification},
        url=clarification.get_absolute_url(),
        memberships=[(unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD)],
    )


@subscribe("clarification.release", effect=_("澄清公告公开；所有获取招标文件的供应商会收到通知，彼此不知道对方。"))
def tell_holders(event: Event) -> None:
    clarification = _clarification(event)
    procurement: Procurement = clarification.procurement
    tell(
        event=event,
        title=_("招标文件有澄清：%(title)s") % {"title": procurement.title},
        body=clarification.text,
        url=f"/desk/opportunities/{procurement.ocid}/",
        users=holders(procurement),
    )


@subscribe("clarification.release", effect=_("代理机构会收到通知。"))
def tell_agency(event: Event) -> None:
    clarification = _clarification(event)
    tell(
        event=event,
        title=_("澄清已发布：%(title)s") % {"title": clarification},
        url=clarification.get_absolute_url(),
        memberships=[(clarification.procurement.agency_id, Role.AGENT)],
    )
