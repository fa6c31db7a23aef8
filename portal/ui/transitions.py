"""One view for all transitions: the confirm page with its form, the act itself, as page, fragment or JSON."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.actor import Actor, signed_actor
from portal.accounts.capability import Capability, held
from portal.outbox import effects_of
from portal.ui.access import resolve, signed_in
from portal.ui.drafts import read_version, typed_key
from portal.ui.gist import gist_of
from portal.values import clock
from portal.values.refusal import Refusal, Refused, changed_since_read
from portal.workflow.act import Act
from portal.workflow.flow import Flow, Transition
from portal.workflow.perform import guarded, perform, refusals_for, refusals_of_person, separated, version_of
from portal.workflow.separation import exclusions

CHANGED = "changed-since-read"


@dataclass(frozen=True)
class Button:
    """A transition as one person sees it now: possible, or blocked with its refusals."""

    flow: str
    key: str
    move: Transition
    refusals: tuple[Refusal, ...]
    version: int | None
    """What the page that shows the button says; the decision is about this and nothing later."""


def buttons(obj: Any, actor: Actor | None) -> list[Button]:
    """The transitions this actor may do now on an object; a blocked one carries the reasons."""
    if actor is None:
        return []
    flow = Flow.of(obj)
    act = Act(actor, clock.now())
    moves = _for_people(flow, obj)
    cans = rights_for_buttons(obj)
    mine = held(actor, cans, obj)
    excluded = exclusions(flow, obj, mine, actor)
    found = []
    for move in moves:
        if move.who not in mine:
            continue
        verb = excluded.get(move.who)
        blocked = [separated(verb, actor)] if verb else [] if move.form else guarded(obj, move, act)
        found.append(Button(flow.name, flow.key_of(obj), move, tuple(blocked), version_of(obj)))
    return found


def rights_for_buttons(obj: Any) -> list[Capability]:
    """The rights that `buttons` asks about, for a page that asks for all of its rights together."""
    return [move.who for move in _for_people(Flow.of(obj), obj) if move.who is not None]


def _for_people(flow: Flow, obj: Any) -> list[Transition]:
    return [move for move in flow.from_state(obj.state) if move.who is not None and not move.joined]


@signed_in
@require_http_methods(["GET", "POST"])
def transition(request: HttpRequest, flow: str, key: str, name: str) -> HttpResponse:
    """`/do/<flow>/<key>/<transition>/`: GET shows what will happen and asks once, POST performs it.

    `version` is that of the text the person has read; a decision on an older one is refused once, with the way to the
    newest.
    """
    machine, move = _find(flow, name)
    obj = resolve(request, machine.model, machine.key, key, machine.read)
    actor = signed_actor(request)
    form = _form(request, move, obj, actor)
    if request.method == "GET":
        act = Act(actor, clock.now())
        refusals = refusals_of_person(machine, obj, move, actor) if form else refusals_for(machine, obj, move, act)
        if "version" in request.GET and read_version(request.GET["version"]) != version_of(obj):
            refusals = [*changed_since_read().refusals, *refusals]
        return _page(request, machine, obj, move, form, refusals, status=200)
    if form is not None and not form.is_valid():
        return _page(request, machine, obj, move, form, [], status=422)
    try:
        done = perform(
            machine,
            obj,
            name,
            actor=actor,
            data=form.cleaned_data if form is not None else {},
            remark=request.POST.get("remark", "")[:500].replace("\x00", ""),
            form_key=typed_key(request) or None,
            version=read_version(request.POST["version"]) if request.POST.get("version") else None,
        )
    except Refused as refused:
        return _page(request, machine, obj, move, form, list(refused.refusals), status=409)
    if _wants_json(request):
        return JsonResponse({"flow": flow, "key": key, "state": done.state})  # type: ignore[attr-defined]
    messages.success(request, _("已办理：%(label)s。") % {"label": move.label})
    return redirect(done.get_absolute_url())  # type: ignore[attr-defined]


def _find(flow: str, name: str) -> tuple[Flow, Transition]:
    machine = Flow.registry.get(flow)
    move = machine.transitions.get(name) if machine else None
    if machine is None or move is None or move.system or move.joined:
        raise Http404
    return machine, move


def _form(request: HttpRequest, move: Transition, obj: Any, actor: Actor) -> Any:
    """The transition's form: a Form class called with (data, files, subject=, actor=). `shows` may name a template of
    what the person decides about, for the page above the form."""
    form_class = move.form_class()
    if form_class is None:
        return None
    bound = request.method == "POST"
    return form_class(request.POST if bound else None, request.FILES if bound else None, subject=obj, actor=actor)


def _reached(flow: Flow, move: Transition) -> str:
    """Where the transition leads with all that follows from it at once; "" where the state stays."""
    return _reached(flow, flow.transitions[move.then]) if move.then else move.target


def _page(
    request: HttpRequest, flow: Flow, obj: Any, move: Transition, form: Any, refusals: list[Refusal], *, status: int
) -> HttpResponse:
    for refusal in refusals:
        if form is not None and form.is_bound and refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal.message))
    if _wants_json(request):
        errors = form.errors.get_json_data() if form is not None and form.is_bound else {}
        listed = [
            {"code": r.code, "message": str(r.message), "article": r.article, "items": list(r.items)} for r in refusals
        ]
        return JsonResponse({"refusals": listed, "errors": errors}, status=status)
    target = _reached(flow, move) or obj.state
    context = {
        "object": obj,
        "move": move,
        "gist": gist_of(flow.name, obj),
        "form": form,
        "refusals": refusals,
        "effects": effects_of(move.emits),
        "target": flow.states(target).label,
        "stays": target == obj.state,
        "form_key": "" if any(r.code == "form-used" for r in refusals) else request.POST.get("form_key", ""),
        "remark": request.POST.get("remark", ""),
        "blocked": form is None and any(r.code != CHANGED for r in refusals),
        "changed": (changed := any(r.code == CHANGED for r in refusals)),
        "version": version_of(obj) if changed or request.method == "GET" else request.POST.get("version", ""),
    }
    context["form_key"] = context["form_key"] or secrets.token_urlsafe(16)
    return render(request, "ui/transition.html", context, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
