"""What an edit page shows after its act was refused: the reasons at their fields, and what somebody else saved meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.accounts.actor import signed_actor
from portal.audit import acts_on
from portal.ui.parts import Fact, Offer
from portal.ui.rows import Rows
from portal.values.refusal import Refused
from portal.workflow.attendance import attend


def typed_version(request: HttpRequest) -> int:
    """The version the form was opened at; anything else is no version anybody has seen."""
    return read_version(request.POST.get("version", ""))


def read_version(typed: str) -> int:
    """A version as a form carries it; -1 for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


class Versioned(forms.Form):
    """Carries the version of the row at which its page was opened."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_version(self) -> int:
        """A whole number; anything else is no version anybody has seen."""
        return read_version(self.cleaned_data["version"])


def typed_key(request: HttpRequest) -> str:
    """The key of the form sent, so that a form pressed twice is answered once; "" for none."""
    return request.POST.get("form_key", "")[:64].replace("\x00", "")


def show_refusals(form: forms.Form, refused: Refused) -> None:
    """Put each refusal at its field, or on top of the form, with the article and the next step."""
    for refusal in refused.refusals:
        article = f"（{refusal.article}）" if refusal.article else ""
        text = f"{refusal.message}{article}{refusal.next_step}"
        form.add_error(refusal.field if refusal.field in form.fields else None, text)


def meanwhile(form: forms.Form, refused: Refused, current: Mapping[str, Any], version: int) -> list[Fact]:
    """After a stale edit: the saved values that differ from what was typed, which stays in the form; its version
    becomes the saved one, so that the next submission is judged against what was shown."""
    if "stale-version" not in refused.codes:
        return []
    form.data = {**{name: form.data.get(name) for name in form.data}, "version": str(version)}
    typed = form.cleaned_data
    return [
        offer(form[name], value)
        for name, value in current.items()
        if name in form.fields and name in typed and typed[name] != value
    ]


def offer(bound: forms.BoundField, value: Any) -> Offer:
    """A saved value in the words in which the field offers it, with what the field would hold."""
    field, label = bound.field, bound.label
    held = field.prepare_value(value)
    if isinstance(field.widget, forms.CheckboxInput):
        return Offer(label, _("是") if value else _("否"), name=bound.html_name, raw="on" if value else "")
    if isinstance(field, forms.ChoiceField):
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
        offered = {str(each): said for each, said in choices}
        return Offer(label, offered.get(str(held), value), name=bound.html_name, raw=str(held))
    raw = field.widget.format_value(held) or ""
    return Offer(label, raw or "—", name=bound.html_name, raw=raw)


def offers_of(form: forms.Form) -> list[Offer]:
    """Every field of a form that was filled from what is saved."""
    return [offer(bound, bound.initial) for bound in form.visible_fields()]


def table_offer(table: Rows) -> Offer:
    """The same of a table of a form, as a whole."""
    rows = [
        [offer(bound, bound.initial) for bound in row.visible_fields() if bound.name != "DELETE"]
        for row in table.initial_forms
    ]
    said = "；".join(" ".join(str(cell.value) for cell in row) for row in rows)
    cells = json.dumps([[cell.raw for cell in row] for row in rows], ensure_ascii=False)
    return Offer(table.heading, said or "—", name=str(table.prefix), rows=cells)


def since_opened(
    request: HttpRequest, row: models.Model, *, place: str, offers: Callable[[], Iterable[Offer]] = tuple
) -> HttpResponse:
    """For a page that shows a draft and asks every few seconds: who else has it open (`place` says where this person is),
    and, where `row` was saved since the version that the page knows, by whom and what it says now."""
    user = signed_actor(request).user
    assert user is not None
    version: int = row.version  # type: ignore[attr-defined]
    context: dict[str, Any] = {"others": attend(user, row, place), "version": version}
    if typed_version(request) != version:
        last = acts_on(row, 1).first()
        context |= {"last": last, "is_own": last is not None and last.actor_id == user.pk, "offers": offers()}
    return render(request, "ui/since_opened.html", context)
