"""Reads of publications: by what they are about, by who may see them, and the text that is to be checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import translation

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import Membership
from portal.values.personal import PersonalNumber, personal_numbers
from portal.workflow.flow import Flow
from portal.workflow.separation import excluded_users
from purchasing.publication.models import Publication, State
from purchasing.publication.policies import AUTHORS, CHECKING, SENDERS, Can

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
    def fingerprint(self) -> str:
        """SHA-256 of every word of it, in the language in which it was made."""
        words: list[Any] = [self.title, [[str(label), str(value)] for label, value in self.facts], self.paragraphs]
        for table in self.tables:
            words.append(
                [str(table.caption), [str(c) for c in table.columns], [[str(c) for c in r] for r in table.rows]]
            )
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()

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


def fingerprint_of(publication: Publication) -> str:
    """The fingerprint of the text as it is now, in the language in which it is published, whoever asks."""
    with translation.override(settings.LANGUAGE_CODE):
        return preview_of(publication).fingerprint


def text_to_check(publication: Publication) -> tuple[Preview, str]:
    """The text for the person who reads it, and the fingerprint of the same text."""
    with translation.override(settings.LANGUAGE_CODE):
        published = preview_of(publication)
    own = translation.get_language() == settings.LANGUAGE_CODE
    return published if own else preview_of(publication), published.fingerprint


def head_is_needed(publication: Publication, state: str, day: date, *more: int) -> bool:
    """Whether no clerk of the unit is in office on a day who may do what the text waits for in a state: its check,
    or, sent back, its next putting up. `more` are people (by key) who may not either, by the act that is running."""
    flow = Flow.of(publication)
    apart: set[int | None]
    if state == State.RETURNED:
        apart = {*more, *excluded_users(flow, publication, SENDERS)}
    else:
        apart = {*more, publication.author_id, *excluded_users(flow, publication, AUTHORS)}
    clerks = Membership.objects.held_on(day).filter(
        role=CHECKING, organization=publication.purchaser.organization_id, user__is_active=True
    )
    return not clerks.exclude(user__in=apart - {None}).exists()


def subject_of(publication: Publication) -> models.Model:
    rows = apps.get_model(publication.subject_label)._default_manager.select_related(None)
    if related := _related.get(publication.kind):
        rows = rows.select_related(*related)
    found: models.Model = rows.get(pk=publication.subject_pk)
    return found


def publication_of(subject: models.Model, kind: str) -> Publication | None:
    return publications_about(subject, kind).first()


def publications_about(subject: models.Model, kind: str) -> QuerySet[Publication]:
    """The texts of one kind about a subject, the latest first: none or one, and one more for each that was released again."""
    return Publication.objects.filter(
        kind=kind, subject_label=subject._meta.label_lower, subject_pk=str(subject.pk)
    ).order_by("-round")


def publications_for(actor: Actor | None) -> QuerySet[Publication]:
    """Those an actor may read, the newest first."""
    rows = Publication.objects.select_related("purchaser__organization", "author", "checked_by")
    return visible(actor, Can.READ_PUBLICATION, rows).order_by("-pk")
