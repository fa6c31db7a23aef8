"""招标文件 as a paper, for the unit, its agent and the suppliers that obtained it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.kinds import register_kind
from portal.values import clock
from portal.values.text import plain
from purchasing.procurement.models import Procurement
from purchasing.procurement.policies import Can as ProcurementCan
from purchasing.tender.models import TenderDocument
from purchasing.tender.queries import taking_of

DOCUMENT = register_kind(
    "tender_document", template="reports/purchasing/tender_document.html", title=gettext_lazy("招标文件"), seconds=40
)


def document_context(document: TenderDocument) -> dict[str, Any]:
    """The whole document: conditions, criteria, price sheet, texts and dates."""
    procurement = document.procurement
    assert procurement.closes_at is not None
    assert procurement.announced_at is not None
    number, amount, wide = {"css": "c w1"}, {"css": "n"}, {"css": ""}
    criteria = [
        [str(c.seq), c.name, f"{c.points:,.2f}", _("客观") if c.objective else _("评审"), c.standard]
        for c in document.criteria.all()
    ]
    prices = [[str(p.seq), p.name, p.unit, plain(p.quantity)] for p in document.price_items.all()]
    return {
        "title": _("%(title)s招标文件") % {"title": procurement.title},
        "number": procurement.filing_number,
        "issuer": procurement.purchaser.organization.name,
        "issued_on": clock.day_of(procurement.announced_at),
        "ocid": procurement.ocid,
        "agency": procurement.agency.name,
        "budget": f"{procurement.budget:,.2f}",
        "ceiling": f"{procurement.ceiling:,.2f}",
        "closes_at": clock.local(procurement.closes_at),
        "opening_place": document.opening_place,
        "contact": document.contact,
        "qualification": [row["text"] for row in document.qualification],
        "scope": document.scope,
        "submission": document.submission,
        "contract_draft": document.contract_draft,
        "price_weight": document.price_weight,
        "small_business_rate": str(document.small_business_rate),
        "allows_consortium": document.allows_consortium,
        "criteria": {
            "columns": [
                {"label": _("序号"), **number}, {"label": _("评审因素"), "css": "w4"}, {"label": _("分值"), "css": "n w2"},
                {"label": _("类别"), "css": "c w2"}, {"label": _("评分标准"), **wide},
            ],
            "rows": criteria,
        },
        "prices": {
            "columns": [
                {"label": _("序号"), **number}, {"label": _("标的"), **wide}, {"label": _("单位"), "css": "c"},
                {"label": _("数量"), **amount},
            ],
            "rows": prices,
        },
    }  # fmt: skip


def may_read_document(actor: Actor | None, file: StoredFile) -> bool:
    """The case's own staff, and each supplier that obtained the document."""
    document = TenderDocument.objects.filter(pk=file.subject_pk).select_related("procurement").first()
    if document is None or actor is None:
        return False
    own = visible(actor, ProcurementCan.READ_PROCUREMENT, Procurement.objects.filter(pk=document.procurement_id))
    return own.exists() or taking_of(actor, document.procurement) is not None


register_access("purchasing.tenderdocument", may_read_document)
