"""Reads of tender documents, clarifications and takings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import User
from portal.statutes.daycount import Due
from portal.values import clock
from purchasing.plan.wording import LOCAL, SCALE, Finding, findings
from purchasing.procurement.methods import rules_of
from purchasing.procurement.models import Procurement
from purchasing.supplier.queries import supplier_of
from purchasing.tender.models import Clarification, ClarificationState, Criterion, DocumentTaking, TenderDocument
from purchasing.tender.policies import Can


def document_of(procurement: Procurement) -> TenderDocument | None:
    """The document, if it has been begun; none is read again that was joined to the procurement."""
    if Procurement.document.is_cached(procurement):
        return getattr(procurement, "document", None)
    return TenderDocument.objects.filter(procurement=procurement).select_related("procurement").first()


def screened(document: TenderDocument, criteria: Iterable[Criterion] | None = None) -> list[Finding]:
    """Forbidden words in the qualification conditions and the criteria, which a page may have read already."""
    places = {row["text"]: row["text"] for row in document.qualification}
    places |= {c.name: f"{c.name} {c.standard}" for c in (document.criteria.all() if criteria is None else criteria)}
    return findings(places, statutes.several((SCALE, LOCAL), clock.today()).values())


def earliest_closing(procurement: Procurement, day: date) -> Due:
    """The first lawful day of closing for a notice of that day."""
    return statutes.earliest(rules_of(procurement.method).receiving, day)


def last_safe_clarification(procurement: Procurement) -> Due | None:
    """The last day on which a clarification that affects bids needs no new closing time (R-24)."""
    if procurement.closes_at is None:
        return None
    return statutes.latest(rules_of(procurement.method).clarification, clock.day_of(procurement.closes_at))


def clarifications_of(procurement: Procurement, actor: Actor | None) -> QuerySet[Clarification]:
    rows = Clarification.objects.filter(procurement=procurement).select_related("procurement", "author")
    return visible(actor, Can.READ_CLARIFICATION, rows)


def released_clarifications(procurement: Procurement) -> QuerySet[Clarification]:
    return Clarification.objects.filter(procurement=procurement, state=ClarificationState.RELEASED)


def taking_of(actor: Actor | None, procurement: Procurement) -> DocumentTaking | None:
    """The actor's own taking of the document, never anybody else's."""
    supplier = supplier_of(actor)
    return DocumentTaking.objects.filter(procurement=procurement, supplier=supplier).first() if supplier else None


def with_own_taking(actor: Actor | None, rows: QuerySet[Procurement]) -> QuerySet[Procurement]:
    """These procurements, each with `taken_at`: when the actor's own supplier obtained the document, or None."""
    own = DocumentTaking.objects.filter(procurement=OuterRef("pk"), supplier=supplier_of(actor))
    return rows.annotate(taken_at=Subquery(own.values("at")[:1]))


def takings_after_opening(procurement: Procurement) -> QuerySet[DocumentTaking]:
    """Who obtained the document: nobody before the opening, for everybody (政府采购法实施条例; 财政部令第87号 第二十八条)."""
    if procurement.opened_at is None:
        return DocumentTaking.objects.none()
    return procurement.takings.select_related("supplier__organization").order_by("at", "pk")


def holders(procurement: Procurement) -> list[User]:
    """The people who obtained the document, only to tell them; no page lists them before the opening."""
    return list(User.objects.filter(pk__in=procurement.takings.values("user")))
