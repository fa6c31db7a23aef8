"""The cast, built once by each process and put back for every test that asks: a few statements instead of hundreds."""

from __future__ import annotations

import pickle
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from portal.demo.cast import Cast, build_cast


def fresh_cast() -> Cast:
    """The cast in a database without it, as objects of the caller's own. The keys are those of the first one built, which
    no sequence gives out again."""
    first = not _built.cache_info().currsize
    cast, rows = _built()
    if not first:
        for made in pickle.loads(rows):
            type(made[0])._default_manager.bulk_create(made)
    loaded: Cast = pickle.loads(cast)
    return loaded


@cache
def _built() -> tuple[bytes, bytes]:
    """The cast and the rows it consists of, by model; the rows stand in the database now."""
    before = _keys()
    cast = build_cast()
    rows: list[list[models.Model]] = []
    for model, keys in _keys().items():
        if new := keys - before[model]:
            rows.append(list(model._default_manager.filter(pk__in=new).order_by("pk")))
    return pickle.dumps(cast), pickle.dumps(rows)


def _keys() -> dict[type[models.Model], set[Any]]:
    return {
        model: set(model._default_manager.values_list("pk", flat=True))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
