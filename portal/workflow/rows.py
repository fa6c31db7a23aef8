"""The rows of a flow as the engine locks and writes them: one, or many in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import connection, models


@contextmanager
def writing_states() -> Iterator[None]:
    """Tell the database's trigger that the engine is writing a flow column; cleared again at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.performing', 'on', true)")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('portal.performing', '', true)")


def lock(model: type[models.Model], objs: Sequence[models.Model]) -> list[models.Model]:
    """The rows of these objects, in their order, locked in the order of their keys. Raises DoesNotExist."""
    rows = model._default_manager.select_for_update(of=("self",))
    if len(objs) == 1:
        return [rows.get(pk=objs[0].pk)]
    found = {row.pk: row for row in rows.filter(pk__in=[obj.pk for obj in objs]).order_by("pk")}
    return [found.get(obj.pk) or rows.get(pk=obj.pk) for obj in objs]


@contextmanager
def saving(rows: Sequence[models.Model]) -> Iterator[None]:
    """Write what the block does to locked rows: one whole, of many the columns that have changed, in one statement."""
    before = [_columns(row) for row in rows] if len(rows) > 1 else []
    yield
    with writing_states():
        if not before:
            rows[0].save()
        elif changed := _changed(rows, before):
            type(rows[0])._default_manager.bulk_update(rows, changed)


def _columns(row: models.Model) -> dict[str, Any]:
    """What the row says now, apart from what happens to it later."""
    return deepcopy({column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields})


def _changed(rows: Sequence[models.Model], before: Sequence[dict[str, Any]]) -> list[str]:
    pairs = list(zip(rows, before, strict=True))
    columns = rows[0]._meta.concrete_fields
    return [c.name for c in columns if any(getattr(row, c.attname) != was[c.attname] for row, was in pairs)]


def take_over(obj: models.Model, locked: models.Model) -> None:
    """Let an object in hand say what its locked row says."""
    if obj is not locked and type(obj) is type(locked):
        for column in obj._meta.concrete_fields:
            setattr(obj, column.attname, getattr(locked, column.attname))
