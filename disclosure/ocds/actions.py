"""Writing releases: one for each published item and contracting process, validated, stored, never changed."""

from __future__ import annotations

import hashlib

from disclosure.item.models import DisclosureItem
from disclosure.ocds.check import problems_of
from disclosure.ocds.encode import dumps, instant
from disclosure.ocds.models import OcdsRelease
from disclosure.ocds.sections import SECTIONS, Context
from purchasing.models import PlanItem
from purchasing.plan.models import STANDING
from purchasing.publication.models import Kind


class InvalidRelease(ValueError):
    """A release that would not pass: a fault of ours, so it is loud."""


def release(item: DisclosureItem) -> list[OcdsRelease]:
    """Build and store the releases of a published item; those that exist already are returned as they are."""
    if item.kind not in SECTIONS:
        return []
    return [_release(item, plan_item) for plan_item in _plan_items(item) if plan_item.ocid]


def _plan_items(item: DisclosureItem) -> list[PlanItem]:
    rows = PlanItem.objects.select_related("plan__purchaser__organization", "catalogue_item")
    if item.kind == Kind.PLAN:
        return list(rows.filter(plan_id=int(item.subject_pk), state__in=STANDING))
    return list(rows.filter(ocid=item.ocid)) or list(rows.filter(procurements__ocid=item.ocid))


def _release(item: DisclosureItem, plan_item: PlanItem) -> OcdsRelease:
    ocid = plan_item.ocid if item.kind == Kind.PLAN else item.ocid
    assert ocid is not None
    known = OcdsRelease.objects.filter(ocid=ocid, item=item).first()
    if known is not None:
        return known
    tag, section = SECTIONS[item.kind]
    context = Context(plan_item, ocid)
    body = section(item, context)
    release_id = f"{ocid}-{tag}-{item.pk}"
    document = {
        "ocid": ocid,
        "id": release_id,
        "date": instant(item.published_at),
        "tag": [tag],
        "initiationType": "tender",
        "language": "zh",
        "parties": list(context.parties.values()),
        "buyer": context.buyer,
        **body,
    }
    if problems := problems_of(document):
        raise InvalidRelease(f"{release_id}: {'; '.join(problems)}")
    text = dumps(document)
    return OcdsRelease.objects.create(
        ocid=ocid,
        release_id=release_id,
        tags=[tag],
        at=item.published_at,
        item=item,
        body=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
