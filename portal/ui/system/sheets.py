"""One form on one page: what it shows, and its answer, given once however often it is sent."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.actor import signed_actor
from portal.outbox import effects_of, emit
from portal.ui.drafts import meanwhile, show_refusals, typed_key
from portal.ui.parts import Fact
from portal.values.refusal import Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting

FLOW = "account"  # under which the keys of these forms are kept
# Gives the row it has written, or that and what only the first answer may show.
Write = Callable[[Act], Model | tuple[Model, Any]]


@dataclass
class Sheet:
    """`trail` is the way here, as (words, address); the last address is also the way back. `subject` is the row that
    is changed, None for a new one."""

    name: str
    title: str
    form: forms.Form
    trail: list[tuple[str, str]]
    subject: Model | None = None
    submit: str = ""
    lead: str = ""
    note: str = ""
    options: Any = ()
    official: bool = False
    emits: str = ""
    saved: list[Fact] = field(default_factory=list)
    status: int = 200

    @property
    def effects(self) -> list[Any]:
        """Who is told, in sentences."""
        return effects_of(self.emits)

    @property
    def back(self) -> str:
        return self.trail[-1][1]


@dataclass(frozen=True)
class Done:
    """What a form has done: the key of its row and what came of it, which only the first answer has."""

    pk: str
    first: bool
    outcome: Any = None


def page(request: HttpRequest, sheet: Sheet, template: str = "ui/system/sheet.html") -> HttpResponse:
    """The sheet's page; what was typed stays, whatever was wrong."""
    status = sheet.status if sheet.status != 200 else 422 if sheet.form.is_bound else 200
    context = {"sheet": sheet, "form": sheet.form, "form_key": typed_key(request) or secrets.token_urlsafe(16)}
    return render(request, template, context, status=status)


def send(request: HttpRequest, sheet: Sheet, write: Write) -> Done | None:
    """Do what a valid form asks; None while there is something to show on the page instead."""
    if request.method != "POST" or not sheet.form.is_valid():
        return None
    try:
        return _once(request, sheet, write)
    except Refused as refused:
        sheet.status = 409
        current: dict[str, Any] = {}
        if sheet.subject is not None:
            sheet.subject.refresh_from_db()
            shown = [name for name in sheet.form.fields if name != "version" and hasattr(sheet.subject, name)]
            current = {name: getattr(sheet.subject, name) for name in shown}
        sheet.saved = meanwhile(sheet.form, refused, current, getattr(sheet.subject, "version", 1))
        show_refusals(sheet.form, refused)
        return None


def _once(request: HttpRequest, sheet: Sheet, write: Write) -> Done:
    """Presses of one form wait for each other at the row they change, or at the person's own where a row is new."""
    actor, key = signed_actor(request), typed_key(request)
    held = sheet.subject if sheet.subject is not None else actor.user
    assert held is not None, "a person sends forms"
    with acting(actor) as act:
        held._meta.model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=held.pk)
        about = "" if sheet.subject is None else str(sheet.subject.pk)
        done = answered(actor, key, FLOW, lambda row: _is_of(row.transition, row.subject_pk, sheet.name, about))
        if done is not None:
            return Done(done.subject_pk, first=False)
        written = write(act)
        row, outcome = written if isinstance(written, tuple) else (written, None)
        if sheet.emits:
            emit(sheet.emits, subject=row, act=act)
        keep(actor, key, flow=FLOW, transition=sheet.name, subject_pk=about or row.pk, at=act.at)
        return Done(str(about or row.pk), first=True, outcome=outcome)


def _is_of(name: str, pk: str, wanted: str, about: str) -> bool:
    return name == wanted and about in ("", pk)
