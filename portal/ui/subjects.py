"""What acts were done with: names and addresses of rows of many kinds, read in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, QuerySet

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.ui.access import opens
from portal.values.together import fetch_together
from portal.workflow.flow import Flow


class About(Protocol):
    """A row that names another by label and key: an audit entry, a time limit."""

    @property
    def subject_label(self) -> str: ...

    @property
    def subject_pk(self) -> str: ...


class Subject(NamedTuple):
    name: str
    href: str


def subjects_of(entries: Iterable[About], actor: Actor | None) -> dict[tuple[str, str], Subject]:
    """By label and key. What has been deleted since is left out; what the actor may not open (any more) has no address.

    A model says in `named_with` which relations its name is made of, and in `subject_name` what it is called in such a
    list where its own name would not tell.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_label].add(entry.subject_pk)
    lists = {label: _rows(label, pks) for label, pks in wanted.items() if label in _labels()}
    fetch_together(*lists.values())
    found = {(label, str(row.pk)): _named(row) for label, rows in lists.items() for row in rows}
    closed = _closed(actor, lists, found)
    return {key: subject._replace(href="") if key in closed else subject for key, subject in found.items()}


def linkable(actor: Actor | None, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows of a flow, each with `readable`: whether its page would open for the actor."""
    own = visible(actor, Flow.of(rows.model).read, rows.model._default_manager.filter(pk=OuterRef("pk")))
    found: QuerySet[Any] = rows.annotate(readable=Exists(own))
    return found


def _closed(
    actor: Actor | None, lists: dict[str, QuerySet[Model]], found: dict[tuple[str, str], Subject]
) -> set[tuple[str, str]]:
    """Those whose own page would not be found."""
    asked: dict[str, QuerySet[Model]] = {}
    for label, rows in lists.items():
        address = next((found[label, str(row.pk)].href for row in rows), "")
        model, can = (address and opens(address)) or (None, None)
        if can is not None and model is rows.model:
            asked[label] = visible(actor, can, rows.model._default_manager.filter(pk__in=[row.pk for row in rows]))
    fetch_together(*asked.values())
    mine = {(label, str(row.pk)) for label, rows in asked.items() for row in rows}
    return {key for key in found if key[0] in asked} - mine


def _labels() -> set[str]:
    return {model._meta.label_lower for model in apps.get_models()}


def _rows(label: str, pks: set[str]) -> QuerySet[Model]:
    model = apps.get_model(label)
    rows: QuerySet[Model] = model._default_manager.filter(pk__in=sorted(pks))
    related = getattr(model, "named_with", ())
    return rows.select_related(*related) if related else rows


def _named(row: Model) -> Subject:
    address = getattr(row, "get_absolute_url", None)
    return Subject(str(getattr(row, "subject_name", row)), address() if address else "")
