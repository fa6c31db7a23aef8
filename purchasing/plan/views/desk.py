"""Finance's desk for one plan: its items beside their past and their lines, and what is proposed for many at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import portal.statutes as statutes
from portal.accounts.actor import Actor, signed_actor
from portal.accounts.capability import allows, ask, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import show_refusals, typed_key, typed_version
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from portal.values.together import fetch_together
from portal.workflow.separation import was_involved
from purchasing.plan import chain, queries
from purchasing.plan.actions import propose
from purchasing.plan.flow import PLAN
from purchasing.plan.forms import DeskFilter, ProposalForm
from purchasing.plan.models import AnnualPlan, ItemState, PlanItem
from purchasing.plan.policies import Can
from purchasing.plan.proposing import usual_recommendation
from purchasing.plan.screening import Problem
from purchasing.plan.views.checks import screening_of
from purchasing.plan.wording import ANSWERABLE, Hint, hints_of

FEW = 5  # items that need no filter
ZERO = Decimal("0.00")
RELATED = ("purchaser__organization", "purchaser__finance", "author")


@dataclass(eq=False)
class Row:
    """One item as the desk shows it; `takes` is what it wants of each line, for the sums beside the ticks."""

    item: PlanItem
    problems: list[Problem]
    hints: list[Hint]
    compared: queries.Comparison
    is_short: bool
    chosen: bool = False

    @property
    def looks(self) -> list[str]:
        """What the filter may ask about it."""
        true = {"short": self.is_short, "problems": self.problems, "hints": self.hints}
        return [name for name, value in true.items() if value]

    @property
    def open(self) -> bool:
        """Whether something may still be proposed for it."""
        return bool(self.item.state == ItemState.FUNDING_CHECK)

    @property
    def usual(self) -> str:
        return usual_recommendation(self.item).value

    @property
    def takes(self) -> str:
        return " ".join(f"{row.line_id}:{row.amount}" for row in self.item.funding.all())


def is_on_desk(plan: AnnualPlan, actor: Actor) -> bool:
    """Whether this person of finance has this plan to decide, or to prepare for decision."""
    return plan.state in queries.WITH_FINANCE and (holds(actor, Can.TAKE_PLAN) or holds(actor, Can.APPROVE_PLAN))


def desk_page(
    request: HttpRequest, plan: AnnualPlan, form: ProposalForm | None = None, refusals: tuple[Refusal, ...] = ()
) -> HttpResponse:
    """The desk, with everything typed and ticked of a form that was sent and not taken."""
    actor, items = signed_actor(request), queries.read_items(plan)
    ask(actor, [(plan, can) for can in (Can.PROPOSE_ITEMS, *rights_for_buttons(plan))])
    found, history = queries.beside(plan, items), acts_on(plan)
    fetch_together(history, *vars(found).values())
    asked = request.POST if form else request.GET
    filters = DeskFilter(asked, items=items)
    rows = _rows(plan, items, queries.comparisons(items, found), queries.line_uses(items, found))
    shown = [row for row in rows if filters.admits(row.item, row.looks)]
    if form:
        _tick(rows, shown, form)
    listed = {row.item.pk for row in shown}
    context = {
        "plan": plan,
        "history": history,
        **chain.shown(plan, history, inside=True, **queries.CHAIN),
        "rows": rows,
        "shown": shown,
        "elsewhere": [row for row in rows if row.item.pk not in listed],
        "filters": filters,
        "with_filter": len(rows) > FEW or bool(filters.chosen),
        "query": DeskFilter.query_of(asked),
        "total": queries.total_of(items),
        "may_propose": _may_propose(actor, plan) and any(row.open for row in rows),
        "form": form or ProposalForm(),
        "form_key": typed_key(request) or secrets.token_urlsafe(16),
        "version": plan.version,
        "refusals": refusals,
        **_looked_at(asked, rows, shown),
        **_sums(items, found, rows, form),
    }
    status = 409 if refusals else 422 if form and form.errors else 200
    return render(request, "purchasing/plan/desk.html", context, status=status)


def _may_propose(actor: Actor, plan: AnnualPlan) -> bool:
    """Whether this person is a first clerk of this plan; whoever was its second is not."""
    seconded = plan.needs_second and was_involved(PLAN, plan, Can.PROPOSE_ITEMS, actor)
    return allows(actor, Can.PROPOSE_ITEMS, plan) and not seconded


def _rows(
    plan: AnnualPlan, items: list[PlanItem], compared: dict[int, queries.Comparison], uses: list[queries.LineUse]
) -> list[Row]:  # fmt: skip
    rules = statutes.several(ANSWERABLE, clock.today())
    lacking = {use.line.pk for use in uses if use.gap}
    return [
        Row(
            item, problems, hints_of(item, rules), compared[item.pk],
            bool(compared[item.pk].gap) or any(row.line_id in lacking for row in item.funding.all()),
        )
        for item, problems in screening_of(plan, items).by_item
    ]  # fmt: skip


def _tick(rows: list[Row], shown: list[Row], form: ProposalForm) -> None:
    """Tick what the form says; all that is listed, or nothing, where that was pressed."""
    for row in rows:
        row.chosen = row.open and row.item.pk in form.keys
        if form.pressed == "tick":
            row.chosen = form.data["tick"] == "all" and row.open and (row.chosen or row in shown)


def _looked_at(asked: QueryDict, rows: list[Row], shown: list[Row]) -> dict[str, Any]:
    """The item that is shown beside its past: the one asked for, else the first that is listed."""
    row = next((row for row in rows if str(row.item.pk) == asked.get("item")), next(iter(shown or rows), None))
    return {"looked_at": row.compared if row else None, "hints": row.hints if row else []}


def _sums(items: list[PlanItem], found: queries.Beside, rows: list[Row], form: ProposalForm | None) -> dict[str, Any]:
    """The lines before and after, as proposed so far or, for a trial, as they would be with the proposal sent."""
    supposed = form.supposed([row.item for row in rows if row.chosen]) if form else {}
    uses = queries.line_uses(items, found, supposed)
    approved = [item for item in items if supposed.get(item.pk, item.recommendation) == PlanItem.Recommendation.APPROVE]
    return {
        "uses": uses,
        "short": [use for use in uses if use.gap],
        "gap_total": sum((use.gap for use in uses), ZERO),
        "approved": approved,
        "approved_total": queries.total_of(approved),
        "chosen_count": sum(row.chosen for row in rows),
        "chosen_total": queries.total_of([row.item for row in rows if row.chosen]),
    }


@requires(Can.TAKE_PLAN, AnnualPlan, read=Can.READ_PLAN, related=RELATED)
@require_http_methods(["GET", "POST"])
def plan_propose(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """Say the same of every item ticked, or only filter, tick and try, with all that is typed kept."""
    if request.method == "GET":
        return redirect(plan)
    form = ProposalForm(request.POST)
    if not allows(signed_actor(request), Can.PROPOSE_ITEMS, plan):
        state = plan.get_state_display()
        messages.error(request, _("计划现在的状态是“%(state)s”，建议不能再改，本次没有记录。") % {"state": state})
        return redirect(plan)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid() and not form.is_kept:
        try:
            count = propose(
                signed_actor(request), plan, form.keys, form.proposal, version=typed_version(request),
                form_key=typed_key(request),
            )  # fmt: skip
            said = {"count": count, "word": form.word_label}
            messages.success(request, _("已对 %(count)s 项提出建议：%(word)s。签批前可以再改。") % said)
            return redirect(f"{plan.get_absolute_url()}?{DeskFilter.query_of(request.POST)}".rstrip("?"))
        except Refused as refused:
            refusals = refused.refusals
            show_refusals(form, Refused(*refusals))
            plan.refresh_from_db(fields=["version"])
    return desk_page(request, plan, form, refusals)
