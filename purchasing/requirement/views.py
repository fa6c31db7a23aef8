"""The pages of requirements: list, one requirement, its draft with the survey, opinions and answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, ask, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import meanwhile, offers_of, show_refusals, since_opened, table_offer
from portal.ui.listing import Column, listing
from portal.ui.page import render_together
from portal.ui.parts import Fact, Offer
from portal.ui.rows import kept
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.plan.models import PlanItem
from purchasing.plan.policies import Can as PlanCan
from purchasing.plan.queries import approved_items_without
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from purchasing.requirement import queries
from purchasing.requirement.actions import answer_comment, edit_requirement, give_opinion, start_requirement
from purchasing.requirement.forms import AnswerForm, OpinionForm, RequirementForm, SurveyRows
from purchasing.requirement.models import Requirement, State
from purchasing.requirement.policies import Can

COLUMNS = (
    Column("title", _("采购项目"), "plan_item.title", href="self", note="plan_item.ocid"),
    Column("unit", _("购买单位"), "plan_item.plan.purchaser.organization.name"),
    Column("amount", _("预算金额（元）"), "plan_item.amount", kind="money"),
    Column("comment_until", _("征求意见截止"), kind="day"),
    Column("frozen_at", _("定稿时间"), kind="day"),
    Column("state", _("状态"), kind="state"),
)
SURVEY = ("subject", "asked_on", "findings")
RELATED = ("plan_item__plan__purchaser__organization", "author")


@requires(Can.READ_REQUIREMENT)
@require_safe
def requirements(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.requirements_for(actor), columns=COLUMNS, search=("plan_item__title", "plan_item__ocid"),
        key=("-id",), name="requirements", empty=_("批准的计划事项开始编制采购需求后会列在这里。"),
    )  # fmt: skip
    items = approved_items_without("requirement", actor) if holds(actor, Can.BEGIN_REQUIREMENT) else ()
    return page.respond("purchasing/requirement/list.html", items=items)


@requires(PlanCan.READ_ITEM, PlanItem)
@require_POST
def start(request: HttpRequest, item: PlanItem) -> HttpResponse:
    try:
        row = start_requirement(signed_actor(request), item)
    except Refused as refused:
        messages.error(request, str(refused.refusals[0].message))
        return redirect("requirements")
    return redirect("requirement-edit", pk=row.pk)


@requires(Can.READ_REQUIREMENT, Requirement, related=RELATED)
@require_safe
def requirement(request: HttpRequest, row: Requirement) -> HttpResponse:
    return _page(request, row)


def _page(request: HttpRequest, row: Requirement, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor = signed_actor(request)
    if request.method == "GET":
        rights = (Can.GIVE_OPINION, Can.ANSWER_COMMENT, Can.EDIT_REQUIREMENT, *rights_for_buttons(row))
        ask(actor, [(row, can) for can in rights])
    may_speak = row.state != State.DRAFT and allows(actor, Can.GIVE_OPINION, row)
    may_answer = allows(actor, Can.ANSWER_COMMENT, row)
    context = {
        "requirement": row,
        "texts": _texts(row),
        "ground": queries.key_review_ground(row, clock.today()),
        "survey": row.survey.all(),
        "comments": row.comments.all(),
        "opinions": queries.opinions_of(row),
        "publication": publication_of(row, Kind.NEEDS),
        "may_edit": allows(actor, Can.EDIT_REQUIREMENT, row),
        "may_answer": may_answer,
        "answer_form": AnswerForm() if may_answer else None,
        "opinion_form": OpinionForm() if may_speak else None,
        "entries": acts_on(row),
        **forms,
    }
    return render_together(request, "purchasing/requirement/detail.html", context, status=status)


def _texts(row: Requirement) -> list[Fact]:
    labels = RequirementForm.base_fields
    return [Fact(labels[name].label or name, text) for name, text in row.texts.items() if text]


@requires(Can.EDIT_REQUIREMENT, Requirement, read=Can.READ_REQUIREMENT, related=RELATED)
def edit(request: HttpRequest, row: Requirement) -> HttpResponse:
    form = RequirementForm(
        request.POST or None, initial={**row.texts, "is_complex": row.is_complex, "version": row.version}
    )
    saved = None if request.method == "POST" else list(row.survey.values(*SURVEY))
    rows = SurveyRows(request.POST or None, initial=saved, prefix="survey")
    changed: list[Fact] = []
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            _save(request, row, form, rows)
        except Refused as refused:
            row.refresh_from_db()
            changed = meanwhile(form, refused, {**row.texts, "is_complex": row.is_complex}, row.version)
            if "stale-version" in refused.codes and list(row.survey.values(*SURVEY)) != kept(rows):
                changed.append(_survey_offer(row))
            show_refusals(form, refused)
        else:
            messages.success(request, _("采购需求已保存。"))
            return redirect(row)
    context = {"requirement": row, "form": form, "rows": rows, "changed": changed}
    return render(request, "purchasing/requirement/edit.html", context, status=422 if form.is_bound else 200)


@requires(Can.READ_REQUIREMENT, Requirement)
@require_POST
def since(request: HttpRequest, row: Requirement) -> HttpResponse:
    """Who else has the draft open, and what it says by now where it was saved since."""
    return since_opened(request, row, place="", offers=lambda: _offers(row))


def _offers(row: Requirement) -> list[Offer]:
    form = RequirementForm(initial={**row.texts, "is_complex": row.is_complex})
    return [*offers_of(form), _survey_offer(row)]


def _survey_offer(row: Requirement) -> Offer:
    return table_offer(SurveyRows(initial=list(row.survey.values(*SURVEY)), prefix="survey"))


def _save(request: HttpRequest, row: Requirement, form: RequirementForm, rows: Any) -> None:
    edit_requirement(
        signed_actor(request),
        row,
        version=form.cleaned_data["version"],
        texts=form.texts(),
        is_complex=form.cleaned_data["is_complex"],
        survey=kept(rows),
    )


@requires(Can.GIVE_OPINION, Requirement, read=Can.READ_REQUIREMENT, related=RELATED)
@require_POST
def opinion(request: HttpRequest, row: Requirement) -> HttpResponse:
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            give_opinion(signed_actor(request), row, **form.cleaned_data)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, _("审查意见已提交。"))
            return redirect(row)
    return _page(request, row, status=422, opinion_form=form)


@requires(Can.ANSWER_COMMENT, Requirement, read=Can.READ_REQUIREMENT, related=RELATED)
@require_POST
def answer(request: HttpRequest, row: Requirement, comment: int) -> HttpResponse:
    asked = get_object_or_404(row.comments.select_related("requirement"), pk=comment)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_comment(signed_actor(request), asked, form.cleaned_data["text"])
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, _("答复已保存，将与意见一并公开。"))
            return redirect(row)
    return _page(request, row, status=422, answer_form=form, answering=asked.pk)
