"""What a dossier is about: a plan item from its approval on, with its procurement once there is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from disclosure.item.models import DisclosureItem
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from purchasing.bid.models import Bid
from purchasing.models import PlanItem, Procurement
from purchasing.plan.policies import Can as PlanCan
from purchasing.procurement.policies import Can as ProcurementCan
from purchasing.publication.models import Kind


@dataclass
class Subject:
    """The frozen public items by kind, oldest first, and what of the file the reader may see beyond them.

    `begun` are the first versions of the items that were corrected since.
    """

    ocid: str
    plan_item: PlanItem
    procurement: Procurement | None
    items: list[DisclosureItem]
    plan: DisclosureItem | None
    staff: bool
    own_bid: Bid | None
    begun: list[DisclosureItem] = field(default_factory=list)
    by_kind: dict[str, list[DisclosureItem]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.items:
            self.by_kind.setdefault(item.kind, []).append(item)

    def first(self, kind: str) -> DisclosureItem | None:
        rows = self.by_kind.get(kind)
        return rows[0] if rows else None

    def published_at(self, item: DisclosureItem) -> datetime:
        """When the thing became public first; a correction moves nothing on the life line."""
        of_item = (item.kind, item.subject_label, item.subject_pk)
        first = (b for b in self.begun if (b.kind, b.subject_label, b.subject_pk) == of_item)
        return next(first, item).published_at

    def content(self, kind: str) -> dict[str, Any]:
        """What was published of that kind, else nothing."""
        item = self.first(kind)
        return item.content if item else {}

    @property
    def url(self) -> str:
        return reverse("dossier", args=[self.ocid])

    @property
    def record_url(self) -> str:
        return reverse("ocds-record", args=[self.ocid])

    @property
    def timeline_url(self) -> str:
        return reverse("dossier-timeline", args=[self.ocid])

    @property
    def calendar_url(self) -> str:
        return reverse("dossier-limits", args=[self.ocid])

    @property
    def sealing_url(self) -> str:
        return reverse("dossier-sealing", args=[self.ocid])

    @property
    def is_public(self) -> bool:
        return self.plan is not None or bool(self.items)


def find(ocid: str, actor: Actor | None) -> Subject | None:
    """The dossier as this reader may see it; None when there is none, or none for them yet."""
    procurement = (
        Procurement.objects.select_related(
            "plan_item__plan__purchaser__organization", "plan_item__catalogue_item", "agency", "opening"
        )
        .defer("opening__released_key")
        .filter(ocid=ocid)
        .first()
    )
    plan_item = procurement.plan_item if procurement else _plan_item(ocid)
    if plan_item is None:
        return None
    staff = _is_staff(actor, plan_item, procurement)
    versions = list(DisclosureItem.objects.filter(ocid=ocid).order_by("published_at", "pk"))
    subject = Subject(
        ocid=ocid,
        plan_item=plan_item,
        procurement=procurement,
        items=[item for item in versions if item.corrected_by_id is None],
        plan=_plan(plan_item),
        staff=staff,
        own_bid=_own_bid(actor, procurement),
        begun=[item for item in versions if item.corrected_by_id is not None and item.version == 1],
    )
    return subject if subject.is_public or staff else None


def _plan_item(ocid: str) -> PlanItem | None:
    rows = PlanItem.objects.select_related("plan__purchaser__organization", "catalogue_item")
    return rows.filter(ocid=ocid).first()


def _plan(plan_item: PlanItem) -> DisclosureItem | None:
    """The published plan, if it names this item."""
    item = DisclosureItem.objects.filter(kind=Kind.PLAN, subject_pk=str(plan_item.plan_id), corrected_by=None).first()
    named = item is not None and any(row["ocid"] == plan_item.ocid for row in item.content["items"])
    return item if named else None


def _is_staff(actor: Actor | None, plan_item: PlanItem, procurement: Procurement | None) -> bool:
    if actor is None:
        return False
    if procurement is not None:
        own = Procurement.objects.filter(pk=procurement.pk)
        return visible(actor, ProcurementCan.READ_PROCUREMENT, own).exists()
    return visible(actor, PlanCan.READ_ITEM, PlanItem.objects.filter(pk=plan_item.pk)).exists()


def _own_bid(actor: Actor | None, procurement: Procurement | None) -> Bid | None:
    if actor is None or actor.organization_id is None or procurement is None:
        return None
    return Bid.objects.filter(procurement=procurement, supplier__organization_id=actor.organization_id).first()
