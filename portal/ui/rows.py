"""Tables of a form: rows that are filled in, added and struck out together, told apart by the heading of their table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

SPARE = 10
"""How many rows above the limit are still read, so that what is too much is said and not cut off."""


class Rows(BaseFormSet):  # type: ignore[type-arg]
    """A set of rows; `heading` names it where its errors are listed."""

    heading: Any = ""


def rows_of(
    form: type[forms.Form], heading: Any, *, base: type[Rows] = Rows, extra: int = 2, most: int = 50
) -> type[Rows]:
    """The set of at most `most` such rows, with `extra` empty ones; a row can be struck out."""
    made = formset_factory(
        form, formset=base, extra=extra, can_delete=True, max_num=most, absolute_max=most + SPARE, validate_max=True
    )
    return type(made.__name__, (made,), {"heading": heading})


def is_kept(form: forms.BaseForm) -> bool:
    """Whether the row is filled in and not struck out."""
    return bool(getattr(form, "cleaned_data", None)) and not form.cleaned_data.get("DELETE")


def kept(table: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """The rows that were filled in and not struck out, in order."""
    return [{n: v for n, v in form.cleaned_data.items() if n != "DELETE"} for form in table.forms if is_kept(form)]
