"""The page of one evaluation, and the sheets of the two scoring parties."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.assessment.actions import fill_sheet
from evaluation.assessment.flow import ASSESSMENT
from evaluation.assessment.forms import SheetForm
from evaluation.assessment.models import Assessment
from evaluation.assessment.policies import Can
from evaluation.assessment.queries import rows_of, score_table, scores_of, sheets_for
from evaluation.assessment.reports import points_text
from evaluation.evaluation.forms import FeedbackForm
from evaluation.evaluation.models import Evaluation
from evaluation.evaluation.policies import Can as EvaluationCan
from evaluation.evaluation.policies import answers_for
from evaluation.evaluation.queries import RELATED, history_of
from evaluation.survey.forms import ExtendForm
from evaluation.survey.policies import Can as SurveyCan
from evaluation.survey.queries import LEVELS, answers_of, remarks_in, survey_of
from portal.accounts.actor import Actor, signed_actor
from portal.accounts.capability import allows, ask
from portal.audit.models import AuditEntry
from portal.reports.actions import reports_of
from portal.ui.access import requires
from portal.ui.drafts import meanwhile, show_refusals
from portal.ui.transitions import rights_for_buttons
from portal.values.refusal import Refused
from portal.values.together import fetch_together
from portal.workflow.separation import was_involved
from purchasing.publication.models import Kind
from purchasing.publication.queries import publications_about

RIGHTS = (
    SurveyCan.READ_REMARKS, SurveyCan.INVITE_RECIPIENTS, EvaluationCan.GIVE_FEEDBACK, EvaluationCan.PLAN_EVALUATION,
    EvaluationCan.EXTEND_SURVEY, EvaluationCan.READ_RESULTS,
)  # fmt: skip
SHEET_RELATED = (
    "evaluation__procurement__purchaser__organization", "evaluation__procurement__plan_item", "evaluation__contract",
    "evaluation__agency", "evaluation__scheme", "author", "confirmed_by",
)  # fmt: skip


@requires(EvaluationCan.READ_EVALUATION, Evaluation, related=RELATED)
@require_safe
def evaluation(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    actor = signed_actor(request)
    ask(actor, [(evaluation, can) for can in (*RIGHTS, *rights_for_buttons(evaluation))])
    scheme = evaluation.scheme
    prefetch_related_objects([scheme], "indicators")
    answers, scores = answers_of(evaluation), scores_of(evaluation)
    sheets, history = sheets_for(actor, evaluation), history_of(evaluation)
    papers = reports_of(evaluation).filter(superseded_by=None)
    publications = publications_about(evaluation, Kind.SCHEME)
    fetch_together(answers, scores, sheets, history, papers, publications)
    reported = allows(actor, EvaluationCan.READ_RESULTS, evaluation)
    context = {
        "evaluation": evaluation,
        "scheme": scheme,
        "shows_results": reported and evaluation.final is not None,
        "indicators": _indicators(score_table(evaluation, scheme, scores), shown=reported),
        "survey": survey_of(evaluation, scheme, answers) if evaluation.notified_at else None,
        "levels": [words for words, _rule in LEVELS.values()],
        "remarks": remarks_in(answers) if allows(actor, SurveyCan.READ_REMARKS, evaluation) else [],
        "sheets": sheets,
        "papers": papers,
        "publication": publications.first(),
        "history": history,
        **_forms(actor, evaluation),
    }
    return render(request, "evaluation/assessment/evaluation.html", context)


def _indicators(table: list[tuple[Any, dict[str, Any]]], *, shown: bool) -> list[tuple[Any, str, str]]:
    """Each indicator with both parties' points as text; dashes before there is a report."""
    parties = Assessment.Party
    return [
        (i, points_text(by.get(parties.PURCHASER) if shown else None), points_text(by.get(parties.THIRD_PARTY) if shown else None))
        for i, by in table
    ]  # fmt: skip


def _forms(actor: Actor, evaluation: Evaluation) -> dict[str, Any]:
    answered = getattr(evaluation, f"{answers_for(actor)}_feedback_at")
    may_answer = not answered and allows(actor, EvaluationCan.GIVE_FEEDBACK, evaluation)
    return {
        "may_plan": allows(actor, EvaluationCan.PLAN_EVALUATION, evaluation),
        "may_invite": allows(actor, SurveyCan.INVITE_RECIPIENTS, evaluation),
        "feedback_form": FeedbackForm() if may_answer else None,
        "extend_form": ExtendForm() if allows(actor, EvaluationCan.EXTEND_SURVEY, evaluation) else None,
    }


@requires(Can.READ_SHEET, Assessment, related=SHEET_RELATED)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The sheet, as a form for whoever may fill it now."""
    actor = signed_actor(request)
    if request.method == "GET":
        ask(actor, [(assessment, can) for can in (Can.FILL_SHEET, *rights_for_buttons(assessment))])
    rows = rows_of(assessment)
    form = SheetForm(request.POST or None, assessment=assessment, rows=rows)
    changed: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(actor, assessment, form)
        except Refused as refused:
            assessment.refresh_from_db()
            changed = meanwhile(form, refused, {}, assessment.version)
            show_refusals(form, refused)
        else:
            messages.success(request, _("评分已保存，尚未提交。"))
            return redirect(assessment)
    excluded = _excluded(assessment, actor)
    context = {
        "assessment": assessment,
        "rows": [(r, points_text(r.points)) for r in rows],
        "form": form if form.is_bound or (not excluded and allows(actor, Can.FILL_SHEET, assessment)) else None,
        "changed": changed,
        "history": _history(assessment),
    }
    return render(request, "evaluation/assessment/sheet.html", context, status=422 if form.is_bound else 200)


def _excluded(assessment: Assessment, actor: Actor) -> str:
    """The own past act that keeps this person from filling the sheet, or ""."""
    return was_involved(ASSESSMENT, assessment, Can.FILL_SHEET, actor)


def _save(actor: Actor, assessment: Assessment, form: SheetForm) -> None:
    data = form.cleaned_data
    fill_sheet(
        actor, assessment, form.scores(), basis=form.basis(), independence=data.get("independence", ""),
        version=data["version"],
    )  # fmt: skip


def _history(assessment: Assessment) -> list[AuditEntry]:
    rows = AuditEntry.objects.filter(subject_label=assessment._meta.label_lower, subject_pk=str(assessment.pk))
    return list(rows.order_by("-number")[:60])
