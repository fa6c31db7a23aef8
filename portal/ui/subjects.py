"""What acts were done with: names and addresses of rows of many kinds, read in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.apps import apps
from django.db.models import Model, QuerySet

from portal.audit.models import AuditEntry
from portal.values.together import fetch_together


class Subject(NamedTuple):
    name: str
    href: str


def subjects_of(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], Subject]:
    """By label and key. What has been deleted since is left out.

    A model says in `named_with` which relations its name is made of, and in `subject_name` what it is called in such a
    list where its own name would not tell.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_label].add(entry.subject_pk)
    lists = {label: _rows(label, pks) for label, pks in wanted.items() if label in _labels()}
    fetch_together(*lists.values())
    return {(label, str(row.pk)): _named(row) for label, rows in lists.items() for row in rows}


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
