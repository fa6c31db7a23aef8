"""What an edit page shows after its act was refused: the reasons at their fields, and what somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from portal.ui.parts import Fact
from portal.values.refusal import Refused


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
        Fact(form.fields[name].label or name, _shown(form.fields[name], value))
        for name, value in current.items()
        if name in form.fields and name in typed and typed[name] != value
    ]


def _shown(field: forms.Field, value: Any) -> Any:
    """A saved value in the words in which the field offers it."""
    if not isinstance(field, forms.ChoiceField):
        return value
    offered: dict[Any, Any] = dict(list(field.choices))  # type: ignore[arg-type]
    return offered.get(value, value)
