"""Pages by key, not by number: no row is shown twice or missed while others are added, and page 1,000 costs as page 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.core import signing
from django.core.exceptions import BadRequest, FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet

Way = Literal["after", "before"]
_SALT = "portal.ui.listing"


def total_order(model: type[models.Model], keys: Sequence[str]) -> list[str]:
    """The keys with the primary key appended where it is missing, so that the order is total."""
    names = [key.lstrip("-") for key in keys]
    if {"pk", "id", model._meta.pk.name if model._meta.pk else "id"} & set(names):
        return list(keys)
    return [*keys, "-pk" if keys and keys[0].startswith("-") else "pk"]


def cursor_of(row: models.Model, keys: Sequence[str], context: str) -> str:
    """A signed cursor that stands at this row; it is good only for the same list, filter and order (`context`)."""
    values = [_text(row, key.lstrip("-")) for key in keys]
    return signing.dumps(values, salt=f"{_SALT}:{context}", compress=True)


def read_cursor(model: type[models.Model], text: str, keys: Sequence[str], context: str) -> list[Any]:
    """The key values in a cursor. Raises BadRequest for one that is forged, cut or of another list."""
    try:
        values = signing.loads(text, salt=f"{_SALT}:{context}")
        if not isinstance(values, list) or len(values) != len(keys):
            raise BadRequest("cursor of another order")
        return [
            None if v is None else _field(model, k.lstrip("-")).to_python(v) for k, v in zip(keys, values, strict=True)
        ]
    except (signing.BadSignature, ValidationError, ValueError, UnicodeError) as error:
        raise BadRequest("cursor is not one of ours") from error


def ordered(rows: QuerySet[Any], keys: Sequence[str], way: Way = "after") -> QuerySet[Any]:
    """Rows in the keys' order, or for "before" in its reverse; empty values stand last."""
    return rows.order_by(*(_order(rows.model, key, way) for key in keys))


def beyond(rows: QuerySet[Any], keys: Sequence[str], values: Sequence[Any], way: Way) -> QuerySet[Any]:
    """Only rows that come after (or before) the row with these key values."""
    condition, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= equal & _past(rows.model, key, value, way)
        equal &= Q(**{f"{key.lstrip('-')}__isnull": True}) if value is None else Q(**{key.lstrip("-"): value})
    first = keys[0].lstrip("-")
    if values[0] is not None and not _nullable(rows.model, first):
        condition &= Q(**{f"{first}__{'lte' if _falling(keys[0], way) else 'gte'}": values[0]})
    return rows.filter(condition)


def _falling(key: str, way: Way) -> bool:
    return key.startswith("-") == (way == "after")


def _order(model: type[models.Model], key: str, way: Way) -> Any:
    name = key.lstrip("-")
    if not _nullable(model, name):
        return f"-{name}" if _falling(key, way) else name
    last = {"nulls_last": True} if way == "after" else {"nulls_first": True}
    return F(name).desc(**last) if _falling(key, way) else F(name).asc(**last)


def _past(model: type[models.Model], key: str, value: Any, way: Way) -> Q:
    name = key.lstrip("-")
    if value is None:
        return Q(pk__in=[]) if way == "after" else Q(**{f"{name}__isnull": False})
    past = Q(**{f"{name}__{'lt' if _falling(key, way) else 'gt'}": value})
    if way == "after" and _nullable(model, name):
        past |= Q(**{f"{name}__isnull": True})
    return past


def _field(model: type[models.Model], path: str) -> Any:
    """The field at the end of a path; an annotation is text here, which the database compares as what it is."""
    field: Any = None
    current: Any = model
    for part in path.split("__"):
        try:
            field = current._meta.pk if part == "pk" else current._meta.get_field(part)
        except FieldDoesNotExist:
            return models.TextField()
        current = field.related_model if field.is_relation else current
    return field.target_field if field.is_relation else field


def _nullable(model: type[models.Model], path: str) -> bool:
    current: Any = model
    for part in path.split("__"):
        try:
            field = current._meta.pk if part == "pk" else current._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        current = field.related_model if field.is_relation else current
    return False


def _text(row: Any, path: str) -> str | None:
    for part in path.split("__"):
        row = getattr(row, part) if row is not None else None
    if row is None:
        return None
    if isinstance(row, models.Model):
        return str(row.pk)
    return row.isoformat() if hasattr(row, "isoformat") else str(row)
