"""What the public sees of a record, declared field by field; page, download, feed, OCDS and dossier all read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from portal.accounts.models import Organization
from portal.audit.canonical import plain

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from catalog.models import CatalogueItem
    from purchasing.models import Publication

    Text = str | _StrPromise

ValueKind = Literal["text", "paragraph", "money", "day", "month", "instant", "number", "flag", "list", "table", "hash"]


@dataclass(frozen=True)
class Column:
    """One column of a table field; its value in a row of the content stands under `name`."""

    name: str
    label: Text
    kind: ValueKind = "text"


@dataclass(frozen=True)
class Field:
    """One thing the public sees. `getter` reads it from the subject; a table's gives a list of dicts by column name.

    `rule` is the rule or article that makes it public; a value of None, "" or [] is left out of the page.
    """

    name: str
    label: Text
    getter: Callable[[Any], Any]
    rule: str = ""
    kind: ValueKind = "text"
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Masked:
    """What stands in the record and is never, or not yet, shown; said on the help page."""

    label: Text
    rule: str


@dataclass(frozen=True)
class Summary:
    """What lists show, filter and search of one published thing, read from its subject. Amounts in yuan."""

    title: str
    ocid: str = ""
    purchaser: Organization | None = None
    supplier: Organization | None = None
    supplier_name: str = ""
    catalogue_item: CatalogueItem | None = None
    method: str = ""
    fiscal_year: int | None = None
    amount: Decimal | None = None
    closes_at: datetime | None = None
    expected_month: date | None = None
    score: Decimal | None = None
    band: str = ""


@dataclass(frozen=True)
class Exposure:
    """One kind of published thing: from which event on, under which section of the site, what is seen and masked."""

    kind: str
    label: Text
    section: str
    event: str
    fields: tuple[Field, ...]
    summary: Callable[[Any], Summary]
    rule: str = ""
    masked: tuple[Masked, ...] = field(default=())

    def content(self, subject: Any) -> dict[str, Any]:
        """The public fields of the subject as it is now, as plain JSON values (amounts and days as text)."""
        return {f.name: plain(f.getter(subject)) for f in self.fields}

    def shown(self, content: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
        """The fields of a frozen content that have something to show, in their order."""
        for each in self.fields:
            value = content.get(each.name)
            if value not in (None, "", []):
                yield each, value


REGISTRY: dict[str, Exposure] = {}


def expose(exposure: Exposure) -> Exposure:
    """Declare a kind once. Raises ValueError for a second declaration."""
    if REGISTRY.setdefault(exposure.kind, exposure) is not exposure:
        raise ValueError(f"the exposure of {exposure.kind} is declared twice")
    return exposure


def exposure_of(kind: str) -> Exposure:
    """Raises KeyError for a kind of which nothing may be shown."""
    return REGISTRY[kind]


def content_for(publication: Publication) -> dict[str, Any]:
    """What the public sees of a publication's subject as it is now. Raises KeyError for an undeclared kind."""
    from purchasing.publication.queries import subject_of

    return exposure_of(publication.kind).content(subject_of(publication))
