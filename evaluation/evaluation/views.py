"""The list of evaluations, the start of one, its plan, and the two sides' answers to the draft report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.contract.models import Contract
from contracts.contract.policies import Can as ContractCan
from evaluation.evaluation import queries
from evaluation.evaluation.actions import draft_scheme, give_feedback, put_plan, start_evaluation
from evaluation.evaluation.forms import FeedbackForm, PlanForm
from evaluation.evaluation.models import Evaluation
from evaluation.evaluation.policies import Can
from evaluation.scheme.queries import in_words, level_one, scheme_of
from portal.accounts.actor import signed_actor
from portal.accounts.capability import holds
from portal.ui.access import requires
from portal.ui.drafts import meanwhile, show_refusals
from portal.ui.listing import Column, listing
from portal.values import clock
from portal.values.refusal import Refused

COLUMNS = [
    Column("title", gettext_lazy("评价项目"), "procurement.title", href="self", note="procurement.ocid"),
    Column("unit", gettext_lazy("购买主体"), "procurement.purchaser.organization.name"),
    Column("supplier", gettext_lazy("承接主体"), "contract.supplier.organization.name"),
    Column("agency", gettext_lazy("第三方"), "agency.name"),
    Column("survey_until", gettext_lazy("问卷截止"), kind="day"),
    Column("published_at", gettext_lazy("公布"), kind="day"),
    Column("state", gettext_lazy("状态"), kind="state"),
]


@requires(Can.READ_EVALUATION)
@require_safe
def evaluations(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.evaluations_for(actor), columns=COLUMNS, key=("-id",), name="evaluations",
        search=("procurement__title", "procurement__ocid"), empty=_("合同履行完毕或者开始评价后，会列在这里。"),
    )  # fmt: skip
    startable = queries.unevaluated(actor) if holds(actor, Can.START_EVALUATION) else ()
    return page.respond("evaluation/evaluation/list.html", startable=startable)


@requires(ContractCan.READ_CONTRACT, Contract)
@require_POST
def start(request: HttpRequest, contract: Contract) -> HttpResponse:
    try:
        evaluation = start_evaluation(signed_actor(request), contract)
    except Refused as refused:
        messages.error(request, str(refused.refusals[0].message))
        return redirect("evaluations")
    return redirect("evaluation-plan", pk=evaluation.pk)


@requires(Can.PLAN_EVALUATION, Evaluation, read=Can.READ_EVALUATION, related=queries.RELATED)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    """The plan's form; a refusal leaves everything typed and names what somebody else saved meanwhile."""
    form = PlanForm(request.POST or None, evaluation=evaluation, scheme=scheme_of(evaluation))
    changed: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            put_plan(signed_actor(request), evaluation, form.draft(), version=form.cleaned_data["version"])
        except Refused as refused:
            evaluation.refresh_from_db()
            saved = {
                "agency": evaluation.agency,
                "survey_from": evaluation.survey_from,
                "survey_until": evaluation.survey_until,
            }
            changed = meanwhile(form, refused, saved, evaluation.version)
            show_refusals(form, refused)
        else:
            messages.success(request, _("评价方案已保存。"))
            return redirect(evaluation)
    context = {
        "evaluation": evaluation,
        "form": form,
        "changed": changed,
        "level_one": in_words(level_one(clock.today())),
    }
    return render(request, "evaluation/evaluation/plan.html", context, status=422 if form.is_bound else 200)


@requires(Can.PLAN_EVALUATION, Evaluation, read=Can.READ_EVALUATION)
@require_POST
def put_up(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    """Put the scheme up for the secrecy check."""
    try:
        draft_scheme(signed_actor(request), evaluation)
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, f"{refusal.message}{refusal.next_step}")
    else:
        messages.success(request, _("评价标准公开稿已提交保密审查。"))
    return redirect(evaluation)


@requires(Can.GIVE_FEEDBACK, Evaluation, read=Can.READ_EVALUATION)
@require_POST
def feedback(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写意见；没有意见请填写“无意见”。"))
        return redirect(evaluation)
    try:
        give_feedback(signed_actor(request), evaluation, form.cleaned_data["text"])
    except Refused as refused:
        messages.error(request, str(refused.refusals[0].message))
    else:
        messages.success(request, _("意见已提交。"))
    return redirect(evaluation)
