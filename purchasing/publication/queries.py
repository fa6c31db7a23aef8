"""Reads of publications: by what they are about, by who may see them, and the text that is to be checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.values.personal import PersonalNumber, personal_numbers
from purchasing.publication.models import Publication
from purchasing.publication.policies import Can

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


@dataclass(frozen=True)
class Table:
    """A table of a preview; `numeric` are the columns (from 0) that hold amounts."""

    caption: Text
    columns: Sequence[Text]
    rows: list[list[Any]]
    numeric: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[list[tuple[Text, Any, bool]]]:
        """Each row as (column, cell, whether it is a figure)."""
        return [
            [(label, cell, at in self.numeric) for at, (label, cell) in enumerate(zip(self.columns, row, strict=True))]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Preview:
    """What the public will read: a title, facts, paragraphs, tables."""

    title: str
    facts: list[tuple[Text, Any]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def personal(self) -> list[PersonalNumber]:
        """Numbers of persons that this text would make public; whoever checks it is warned of them."""
        cells = [cell for table in self.tables for row in table.rows for cell in row]
        facts = [value for _label, value in self.facts]
        return personal_numbers("\n".join(str(text) for text in (self.title, *facts, *self.paragraphs, *cells)))


Renderer = Callable[[Any], Preview]
_renderers: dict[str, Renderer] = {}
_related: dict[str, tuple[str, ...]] = {}


def previews(kind: str, related: tuple[str, ...] = ()) -> Callable[[Renderer], Renderer]:
    """Register how an aggregate's publications of one kind will read: `(subject) -> Preview`; what it reads is joined."""

    def register(renderer: Renderer) -> Renderer:
        if _renderers.setdefault(kind, renderer) is not renderer:
            raise ValueError(f"the preview of {kind} is registered already")
        _related[kind] = related
        return renderer

    return register


def preview_of(publication: Publication) -> Preview:
    """The text as it will read, from its subject as it is now; without a renderer only the title."""
    renderer = _renderers.get(publication.kind)
    return renderer(subject_of(publication)) if renderer else Preview(publication.title)


def subject_of(publication: Publication) -> models.Model:
    rows = apps.get_model(publication.subject_label)._default_manager.select_related(None)
    if related := _related.get(publication.kind):
        rows = rows.select_related(*related)
    found: models.Model = rows.get(pk=publication.subject_pk)
    return found


def publication_of(subject: models.Model, kind: str) -> Publication | None:
    return publications_about(subject, kind).first()


def publications_about(subject: models.Model, kind: str) -> QuerySet[Publication]:
    """The text of one kind about a subject: none or one row."""
    return Publication.objects.filter(
        kind=kind, subject_label=subject._meta.label_lower, subject_pk=str(subject.pk)
    ).order_by("pk")


def publications_for(actor: Actor | None) -> QuerySet[Publication]:
    """Those an actor may read, the newest first."""
    rows = Publication.objects.select_related("purchaser__organization", "author", "checked_by")
    return visible(actor, Can.READ_PUBLICATION, rows).order_by("-pk")
