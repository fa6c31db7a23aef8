"""Reads of published things. Whatever stands in the table is public; older versions are reached from the newer ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, models
from django.db.models import Exists, OuterRef, QuerySet

from disclosure.exposure.tendering import ENDING
from disclosure.item.models import DisclosureItem, YearFigure
from purchasing.publication.models import Kind

FEED_SIZE = 50
DEADLINE_DAYS = 7


def items(section: str = "") -> QuerySet[DisclosureItem]:
    """The current versions, of one section or of all; without their content, which lists do not show."""
    rows = DisclosureItem.objects.filter(corrected_by=None).defer("content", "search", "pieces")
    return rows.filter(section=section) if section else rows


def current(kind: str, subject: models.Model) -> DisclosureItem | None:
    """The latest version of what was published of one kind about a subject."""
    rows = DisclosureItem.objects.filter(kind=kind, subject_label=subject._meta.label_lower, subject_pk=str(subject.pk))
    return rows.order_by("-version").first()


def newest(kinds: list[str], number: int) -> list[DisclosureItem]:
    """The newest of some kinds, each kind found by its index."""
    parts = [items().filter(kind=kind).order_by("-published_at", "-id")[:number] for kind in kinds]
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return sorted(found, key=lambda item: (item.published_at, item.pk), reverse=True)[:number]


def closing_soon(now: datetime, number: int) -> list[DisclosureItem]:
    """Notices whose closing lies in the next seven days, soonest first, without those of procurements that have ended."""
    rows = items("notices").filter(
        kind=Kind.NOTICE, closes_at__gt=now, closes_at__lt=now + timedelta(days=DEADLINE_DAYS)
    )
    ended = DisclosureItem.objects.filter(kind=ENDING, ocid=OuterRef("ocid"))
    rows = rows.exclude(Exists(ended))
    return list(rows.order_by("closes_at", "id")[:number])


def figures_of(year: int) -> dict[str, YearFigure]:
    return {row.kind: row for row in YearFigure.objects.filter(fiscal_year=year)}


def last_scored(year: int) -> YearFigure | None:
    """The evaluations of the year, or of the last one before it that has any."""
    rows = YearFigure.objects.filter(kind=Kind.EVALUATION, fiscal_year__lte=year, scored__gt=0)
    return rows.order_by("-fiscal_year").first()


def of_procurement(ocid: str) -> QuerySet[DisclosureItem]:
    """Everything published of one procurement, oldest first, older versions included."""
    return DisclosureItem.objects.filter(ocid=ocid).order_by("published_at", "id")


def site_version() -> tuple[int, datetime]:
    """The number that rises with each publication, and the portal's clock: one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, portal_now() FROM disclosure_siteversion")
        number, now = cursor.fetchone()
    return int(number), now
