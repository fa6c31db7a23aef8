"""One form on one page of the desk: shown, refused in place, or done."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.ui.drafts import show_refusals, typed_key
from portal.values.refusal import Refused


def answer(
    request: HttpRequest, form: forms.Form, act: Callable[..., Any], *, title: str, trail: list[tuple[str, str]],
    said: str, back: str = "", lead: str = "", options: Any = (), fresh: Callable[[], int] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a form, or what comes after it: the page of what `act(form_key, **values)` made, or `back`.

    `fresh` says the version that is saved now, so that a second try of a stale edit is judged against it.
    """
    key, status = typed_key(request), 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = act(key, **form.cleaned_data)
        except Refused as refused:
            status, key = 409, ""
            if fresh is not None and "stale-version" in refused.codes:
                form.data = {**{name: form.data.get(name) for name in form.data}, "version": str(fresh())}
            show_refusals(form, refused)
        else:
            messages.success(request, said)
            return redirect(back or made)
    context = {
        "form": form, "title": title, "trail": trail, "lead": lead, "options": options, "back": back or trail[-1][1],
        "form_key": key or secrets.token_urlsafe(16),
    }  # fmt: skip
    return render(request, "ui/form_page.html", context, status=status)
