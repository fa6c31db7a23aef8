"""The tender's parts on the page of a procurement."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.capability import allows
from purchasing.procurement.models import Procurement, State
from purchasing.procurement.panels import Part, panel
from purchasing.procurement.policies import Can as ProcurementCan
from purchasing.tender import queries


@panel(10, joins=("document",), rights=(("", ProcurementCan.PREPARE_DOCUMENT),))
def document_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    document = getattr(procurement, "document", None)
    may_start = document is None and allows(actor_of(request), ProcurementCan.PREPARE_DOCUMENT, procurement)
    part: Part = {
        "title": _("采购文件"),
        "template": "purchasing/tender/_document_part.html",
        "context": {"document": document, "may_start": may_start},
    }
    if document is not None:
        part |= {"href": reverse("tender-document", args=[procurement.ocid]), "link": _("查看全文")}
    return part


@panel(20, rights=(("", ProcurementCan.CLARIFY),))
def clarification_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    if procurement.announced_at is None:
        return None
    actor = actor_of(request)
    part: Part = {
        "title": _("澄清更正"),
        "template": "purchasing/tender/_clarification_part.html",
        "context": {
            "rows": queries.clarifications_of(procurement, actor),
            "last": queries.last_safe_clarification(procurement) if procurement.state == State.RECEIVING else None,
        },
    }
    if allows(actor, ProcurementCan.CLARIFY, procurement):
        part |= {"href": reverse("clarification-new", args=[procurement.ocid]), "link": _("起草澄清")}
    return part


@panel(30)
def takings_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """Who obtained the document: only after the opening, for whoever reads the procurement."""
    if procurement.opened_at is None:
        return None
    return {
        "title": _("获取招标文件的供应商"),
        "template": "purchasing/tender/_takings_part.html",
        "context": {"rows": queries.takings_after_opening(procurement)},
    }
