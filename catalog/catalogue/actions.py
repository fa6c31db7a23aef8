"""Writes of the catalogue: open a version, put a wording, end a code. Nothing is ever overwritten or deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalog.catalogue.models import Catalogue, CatalogueItem
from catalog.catalogue.queries import parent_code
from portal.values.refusal import Refusal, Refused
from portal.workflow.act import Act

# What makes a wording; a difference in any of these is a new one.
SUBSTANCE = ("name_zh", "name_en", "serial", "service_standard", "default_targets")
FIRST_SUPPLEMENT = 51  # serials 01-50 of a group are the national list's, from here on the city's
_LEVELS = {1: CatalogueItem.Level.CATEGORY, 3: CatalogueItem.Level.GROUP, 5: CatalogueItem.Level.ITEM}


@dataclass(frozen=True)
class Issue:
    """What a new version is: issuer, number, first day, and the file it came in."""

    level_of_issue: Catalogue.Issuer
    doc_no: str
    effective_from: date
    source_name: str
    source_sha256: str


def level_of(code: str) -> CatalogueItem.Level:
    return _LEVELS[len(code)]


def serial_of(code: str) -> CatalogueItem.Serial:
    """Whose serial a code is; a group's number is always the national list's."""
    own = len(code) == 5 and int(code[-2:]) >= FIRST_SUPPLEMENT
    return CatalogueItem.Serial.SUPPLEMENT if own else CatalogueItem.Serial.NATIONAL


def open_version(act: Act, issue: Issue) -> Catalogue:
    """Begin the next version and end the one before it on the same day.

    Raises Refused if the new version would not begin after the one it follows.
    """
    current = Catalogue.objects.select_for_update().filter(effective_to__isnull=True).first()
    if current is not None:
        if issue.effective_from <= current.effective_from:
            raise Refused(
                Refusal(
                    "catalogue-not-later",
                    _("新版目录的施行日应晚于现行第 %(version)s 版的施行日 %(day)s。")
                    % {"version": current.version, "day": current.effective_from},
                    field="effective_from",
                )
            )
        current.effective_to = issue.effective_from
        current.save(update_fields=["effective_to"])
    last = Catalogue.objects.aggregate(last=Max("version"))["last"] or 0
    return Catalogue.objects.create(
        level_of_issue=issue.level_of_issue,
        doc_no=issue.doc_no,
        version=last + 1,
        effective_from=issue.effective_from,
        imported_at=act.at,
        source_name=issue.source_name[:200],
        source_sha256=issue.source_sha256,
    )


def put_wording(wording: CatalogueItem, catalogue: Catalogue) -> CatalogueItem:
    """Bring a wording into force with a version; the code's open wording ends there and its children follow."""
    old = CatalogueItem.objects.filter(code=wording.code, effective_to__isnull=True).first()
    above = parent_code(wording.code)
    new = CatalogueItem(
        catalogue=catalogue,
        code=wording.code,
        level=level_of(wording.code),
        parent=CatalogueItem.objects.get(code=above, effective_to__isnull=True) if above else None,
        effective_from=catalogue.effective_from,
        **{name: getattr(wording, name) for name in SUBSTANCE},
    )
    if old is not None:
        end_wording(old, catalogue)
    new.save(force_insert=True)
    if old is not None:
        CatalogueItem.objects.filter(parent=old, effective_to__isnull=True).update(parent=new)
    return new


def end_wording(item: CatalogueItem, catalogue: Catalogue) -> None:
    """The code's wording holds no longer from the version's first day."""
    item.effective_to = catalogue.effective_from
    item.save(update_fields=["effective_to"])
