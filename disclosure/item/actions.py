"""Freezing what is published: one item for each release or system fact, a new version for each correction."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models

from disclosure.exposure import Exposure, Summary, exposure_of
from disclosure.item.models import AmountBand, DisclosureItem
from disclosure.item.queries import current
from portal.values import clock
from portal.values.text import clean, search_key
from purchasing.models import Publication

SEARCHED_CHARACTERS = 600
_STEPS = (
    (Decimal(500_000), AmountBand.UNDER_HALF),
    (Decimal(1_000_000), AmountBand.UNDER_ONE),
    (Decimal(4_000_000), AmountBand.UNDER_FOUR),
    (Decimal(10_000_000), AmountBand.UNDER_TEN),
)


def publish(
    kind: str, subject: models.Model, *, at: datetime, title: str = "", publication: Publication | None = None
) -> DisclosureItem:
    """Freeze what the public may see of the subject now; what was frozen already is returned as it is, in its latest version.

    The wording of `title` is that of the checked text, where there is one. Raises KeyError for an undeclared kind.
    """
    exposure = exposure_of(kind)
    known = current(kind, subject)
    if known is not None:
        return known
    item = _built(exposure, subject, at=at, title=title, publication=publication, version=1)
    item.save(force_insert=True)
    return item


def correct(
    item: DisclosureItem, *, at: datetime, title: str = "", publication: Publication | None = None
) -> DisclosureItem:
    """Publish the subject as it is now as the next version and link both ways; without a change the item is returned.

    `publication` is the text that was released for it, by default that of the version before. Raises ValueError for an item that has been corrected already.
    """
    from django.apps import apps

    locked = DisclosureItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.corrected_by_id is not None:
        raise ValueError("only the latest version is corrected")
    subject = apps.get_model(locked.subject_label)._default_manager.get(pk=locked.subject_pk)
    newer = _built(
        exposure_of(locked.kind), subject, at=at, title=title or locked.title, publication=publication or locked.publication,
        version=locked.version + 1,
    )  # fmt: skip
    if newer.sha256 == locked.sha256:
        return locked
    newer.save(force_insert=True)
    DisclosureItem.objects.filter(pk=locked.pk).update(corrected_by=newer)
    return newer


def fingerprint(title: str, content: dict[str, Any]) -> str:
    """SHA-256 over title and content as canonical JSON (UTF-8, sorted keys, no spaces): anyone can recompute it."""
    text = json.dumps({"content": content, "title": title}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def band_of(amount: Decimal | None) -> str:
    """The step of the amount, in yuan; "" for none."""
    if amount is None:
        return ""
    return next((str(band) for below, band in _STEPS if amount < below), str(AmountBand.MORE))


def _built(
    exposure: Exposure,
    subject: models.Model,
    *,
    at: datetime,
    title: str,
    publication: Publication | None,
    version: int,
) -> DisclosureItem:
    summary, content = exposure.summary(subject), exposure.content(subject)
    title = clean(title or summary.title)[:200]
    purchaser, supplier, day = summary.purchaser, summary.supplier, clock.day_of(at)
    code = summary.catalogue_item.code if summary.catalogue_item else ""
    item = DisclosureItem(
        publication=publication,
        kind=exposure.kind,
        section=exposure.section,
        subject_label=subject._meta.label_lower,
        subject_pk=str(subject.pk),
        version=version,
        title=title,
        ocid=summary.ocid,
        purchaser=purchaser,
        purchaser_name=purchaser.name_on(day) if purchaser else "",
        supplier=supplier,
        supplier_name=summary.supplier_name,
        catalogue_code=code,
        catalogue_group=code[:3],
        region=purchaser.region if purchaser else "",
        method=summary.method,
        fiscal_year=summary.fiscal_year,
        amount=summary.amount,
        amount_band=band_of(summary.amount),
        closes_at=summary.closes_at,
        expected_month=summary.expected_month,
        score=summary.score,
        band=summary.band,
        published_at=at,
        content=content,
        sha256=fingerprint(title, content),
    )
    item.search = _searched(item, summary, content)
    return item


def _searched(item: DisclosureItem, summary: Summary, content: dict[str, Any]) -> str:
    """Names, numbers and the first words of the content, levelled like what people type."""
    catalogue = summary.catalogue_item.name_zh if summary.catalogue_item else ""
    names = [item.title, item.ocid, item.purchaser_name, item.supplier_name, item.catalogue_code, catalogue]
    words = [value for value in content.values() if isinstance(value, str)]
    return search_key(" ".join(filter(None, [*names, *words])))[:SEARCHED_CHARACTERS]
