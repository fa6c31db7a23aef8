"""What suppliers see of open tenders: the list, one notice, taking the document and reading it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.reports.actions import reports_of
from portal.ui.access import requires
from portal.ui.listing import Column, listing
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.procurement.models import Procurement
from purchasing.procurement.queries import open_procurements
from purchasing.tender import queries
from purchasing.tender.actions import take_document
from purchasing.tender.policies import Can

COLUMNS = (
    Column("title", _("项目名称"), href=lambda row: f"/desk/opportunities/{row.ocid}/", note="ocid"),
    Column("unit", _("购买单位"), "purchaser.organization.name"),
    Column("ceiling", _("最高限价（元）"), kind="money"),
    Column("documents_until", _("文件获取截止"), kind="day"),
    Column("closes_at", _("投标截止"), kind="instant"),
    Column("taken_at", _("我单位获取文件"), kind="day"),
)


@requires(Can.TAKE_DOCUMENT)
@require_safe
def opportunities(request: HttpRequest) -> HttpResponseBase:
    page = listing(
        request, queries.with_own_taking(signed_actor(request), open_procurements()), columns=COLUMNS, search=("title", "ocid", "purchaser__organization__name"),
        key=("closes_at", "id"), name="opportunities", empty=_("正在征集投标的项目会列在这里。"),
    )  # fmt: skip
    return page.respond("purchasing/tender/opportunities.html")


@requires(Can.TAKE_DOCUMENT)
@require_safe
def opportunity(request: HttpRequest, ocid: str) -> HttpResponse:
    """The notice; the document's text and PDF once this supplier has obtained it."""
    row = _announced(ocid)
    taking = queries.taking_of(signed_actor(request), row)
    document = queries.document_of(row)
    until = row.documents_until
    context = {
        "procurement": row,
        "document": document,
        "criteria": document.criteria.all() if taking and document else (),
        "prices": document.price_items.all() if taking and document else (),
        "taking": taking,
        "may_take": taking is None
        and row.state == "receiving"
        and until is not None
        and clock.now() < clock.end_of(until),
        "clarifications": queries.released_clarifications(row),
        "reports": reports_of(document) if taking and document else (),
        "notices": reports_of(row, "tender_notice"),
    }
    return render(request, "purchasing/tender/opportunity.html", context)


@requires(Can.TAKE_DOCUMENT)
@require_POST
def take(request: HttpRequest, ocid: str) -> HttpResponse:
    row = _announced(ocid)
    try:
        take_document(signed_actor(request), row)
    except Refused as refused:
        messages.error(request, str(refused.refusals[0].message))
    else:
        messages.success(request, _("已获取招标文件。在开标前，任何人都看不到您获取了文件。"))
    return redirect("opportunity", ocid=row.ocid)


def _announced(ocid: str) -> Procurement:
    rows = Procurement.objects.select_related("purchaser__organization", "agency", "catalogue_item", "plan_item")
    row = rows.filter(ocid=ocid, announced_at__isnull=False).first()
    if row is None:
        raise Http404(_("没有找到正在征集投标的项目。"))
    return row
