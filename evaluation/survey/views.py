"""The survey: answered by phone without log-in; invitations printed once by the organiser; more time by the head."""

from __future__ import annotations

import secrets
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.evaluation.actions import extend_survey
from evaluation.evaluation.models import Evaluation
from evaluation.evaluation.policies import Can as EvaluationCan
from evaluation.scheme.queries import scheme_of
from evaluation.survey.actions import answer, invite
from evaluation.survey.forms import AnswerForm, ExtendForm, InviteForm
from evaluation.survey.policies import Can
from evaluation.survey.queries import invitation_of, is_open
from portal.accounts.actor import signed_actor
from portal.ui.access import public, requires
from portal.ui.attempts import Attempts
from portal.ui.drafts import show_refusals, typed_key
from portal.values import clock
from portal.values.refusal import Refused

ANSWERS = Attempts("survey", allowed=30, seconds=600)
RELATED = ("procurement__purchaser__organization", "contract__supplier__organization")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of one invitation; what is sent is kept without the token it came by."""
    if request.method == "POST" and not ANSWERS.count(request):
        return ANSWERS.refuse(request)
    invitation = invitation_of(token)
    if invitation is None:
        raise Http404
    evaluation = invitation.evaluation
    open_now = is_open(evaluation, clock.today()) and not invitation.used
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=scheme_of(evaluation).questions)
    if request.method == "POST" and (not open_now or form.is_valid()):
        given = answer(token, form.levels(), form.cleaned_data["comment"]) if form.is_valid() else answer(token, {})
        return redirect(f"{reverse('survey-done')}?{'valid' if given.valid else given.fault}")
    context = {"evaluation": evaluation, "form": form, "open": open_now, "used": invitation.used}
    return render(request, "evaluation/survey/answer.html", context, status=422 if form.is_bound else 200)


@public
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What became of an answer; the address carries no token."""
    known = ("valid", "used", "outside_period", "incomplete")
    outcome = next((name for name in known if name in request.GET), "valid")
    return render(request, "evaluation/survey/done.html", {"outcome": outcome})


@requires(Can.INVITE_RECIPIENTS, Evaluation, read=EvaluationCan.READ_EVALUATION, related=RELATED)
@never_cache
@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    """Ask how many; the answer to the POST is the sheet itself, for the links exist only there."""
    form = InviteForm(request.POST or None)
    form_key = typed_key(request) or secrets.token_urlsafe(16)
    if request.method == "POST" and form.is_valid():
        try:
            tokens = invite(signed_actor(request), evaluation, form.cleaned_data["count"], form_key=form_key)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            context = {"evaluation": evaluation, "links": [_link(token) for token in tokens]}
            return render(request, "evaluation/survey/sheet.html", context)
    context = {"evaluation": evaluation, "form": form, "form_key": form_key}
    return render(request, "evaluation/survey/invite.html", context, status=422 if form.is_bound else 200)


def _link(token: str) -> dict[str, Any]:
    """The address and its QR code: the path of its dark modules and the size in modules, for an SVG."""
    address = f"{settings.PUBLIC_BASE_URL}{reverse('survey', args=[token])}"
    rows = segno.make(address, error="m", micro=False).matrix
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"address": address, "path": path, "size": len(rows)}


@requires(EvaluationCan.EXTEND_SURVEY, Evaluation, read=EvaluationCan.READ_EVALUATION, related=RELATED)
@require_POST
def extend(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    """More time; what is wrong is said at its field, on a page of its own that keeps what was typed."""
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            extend_survey(signed_actor(request), evaluation, **form.cleaned_data)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, _("问卷时间已延长。"))
            return redirect(evaluation)
    return render(request, "evaluation/survey/extend.html", {"evaluation": evaluation, "form": form}, status=422)
