"""Reads of plans: lists through scope, items with their sheets, and what finance sees side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.reports.models import Report
from portal.workflow.models import DueDate
from purchasing.budget.models import BudgetLine, Category
from purchasing.plan.models import AnnualPlan, ItemFunding, ItemState, PlanApproval, PlanItem
from purchasing.plan.policies import Can

ZERO = Decimal("0.00")
Evaluated = Callable[[list[int]], dict[int, tuple[Decimal, str]]]
_evaluations: list[Evaluated] = []


def register_evaluations(source: Evaluated) -> Evaluated:
    """Let the app that evaluates say how items (by key) were evaluated last: score and band in words."""
    if source not in _evaluations:
        _evaluations.append(source)
    return source


def plans_for(actor: Actor | None) -> QuerySet[AnnualPlan]:
    """The plans an actor may read with the number and sum of their items, newest year first."""
    rows = AnnualPlan.objects.select_related("purchaser__organization")
    return (
        visible(actor, Can.READ_PLAN, rows)
        .annotate(item_count=Count("items"), total=Coalesce(Sum("items__amount"), ZERO))
        .order_by("-fiscal_year", "-pk")
    )


def items_of(plan: AnnualPlan) -> QuerySet[PlanItem]:
    """The items with everything their checks read, in three statements for any number of them."""
    funding = Prefetch("funding", ItemFunding.objects.select_related("line"))
    return plan.items.select_related("catalogue_item").prefetch_related("task_lines", funding).order_by("seq")


def approval_of(plan: AnnualPlan) -> PlanApproval | None:
    """The first approval (later ones are supplements)."""
    return approvals_of(plan).first()


def approvals_of(plan: AnnualPlan) -> QuerySet[PlanApproval]:
    return plan.approvals.order_by("pk")


def total_of(items: list[PlanItem]) -> Decimal:
    return sum((item.amount for item in items), ZERO)


@dataclass(frozen=True)
class Comparison:
    """One item beside its past: amounts in yuan; None where there was nothing."""

    item: PlanItem
    approved_before: Decimal | None
    paid_before: Decimal | None
    evaluation: tuple[Decimal, str] | None
    free: Decimal
    gap: Decimal


def comparisons(plan: AnnualPlan, items: list[PlanItem]) -> dict[int, Comparison]:
    """Each item (by key) beside last year's of the same catalogue code, its evaluation, and what its lines still bear."""
    before = _last_year(plan, items)
    scores: dict[int, tuple[Decimal, str]] = {}
    for source in _evaluations:
        scores |= source([row.pk for row in before.values()])
    return {item.pk: _comparison(item, before.get(item.catalogue_item.code), scores) for item in items}


def _comparison(item: PlanItem, last: PlanItem | None, scores: dict[int, tuple[Decimal, str]]) -> Comparison:
    lines: dict[int, BudgetLine] = {row.line_id: row.line for row in item.funding.all()}
    gap = sum((max(ZERO, row.amount - row.line.free) for row in item.funding.all()), ZERO)
    return Comparison(
        item,
        last.amount if last else None,
        last.paid_total if last else None,  # type: ignore[attr-defined]
        scores.get(last.pk) if last else None,
        sum((line.free for line in lines.values()), ZERO),
        ZERO if item.state not in (ItemState.DRAFT, ItemState.SUBMITTED, ItemState.FUNDING_CHECK) else gap,
    )


def _last_year(plan: AnnualPlan, items: list[PlanItem]) -> dict[str, PlanItem]:
    codes = {item.catalogue_item.code for item in items}
    rows = (
        PlanItem.objects.filter(
            plan__purchaser=plan.purchaser_id,
            plan__fiscal_year=plan.fiscal_year - 1,
            catalogue_item__code__in=codes,
            state__in=[ItemState.APPROVED, ItemState.RELEASED],
        )
        .select_related("catalogue_item")
        .annotate(paid_total=Coalesce(Sum("holds__paid"), ZERO))
    )
    return {row.catalogue_item.code: row for row in rows}


@dataclass(frozen=True)
class LineUse:
    """A budget line before and after a plan's approval, in yuan."""

    line: BudgetLine
    wanted: Decimal

    @property
    def used(self) -> Decimal:
        taken: Decimal = self.line.held + self.line.paid
        return taken

    @property
    def after(self) -> Decimal:
        """Free after the approval; below zero where the line falls short."""
        return self.line.free - self.wanted


def line_uses(items: list[PlanItem]) -> list[LineUse]:
    """What the items recommended for approval take from each line."""
    wanted: dict[int, Decimal] = {}
    lines: dict[int, BudgetLine] = {}
    for item in items:
        waits = item.state in (ItemState.DRAFT, ItemState.SUBMITTED, ItemState.FUNDING_CHECK)
        for row in item.funding.all():
            lines[row.line_id] = row.line
            takes = waits and item.recommendation == PlanItem.Recommendation.APPROVE
            wanted[row.line_id] = wanted.get(row.line_id, ZERO) + (row.amount if takes else ZERO)
    return [LineUse(lines[pk], wanted[pk]) for pk in sorted(lines)]


def last_years_items(plan: AnnualPlan) -> QuerySet[PlanItem]:
    """What the purchaser had approved, waiting for money or in reserve in the year before, with what a copy takes over."""
    funding = Prefetch("funding", ItemFunding.objects.select_related("line"))
    rows = PlanItem.objects.filter(
        plan__purchaser=plan.purchaser_id, plan__fiscal_year=plan.fiscal_year - 1,
        state__in=[
            ItemState.APPROVED, ItemState.RELEASED, ItemState.AWAITING_ADDITIONAL_BUDGET, ItemState.RESERVE,
        ],
    )  # fmt: skip
    carried = Exists(PlanItem.objects.filter(plan=plan, carried_from=OuterRef("pk")))
    return (
        rows.annotate(carried=carried)
        .select_related("catalogue_item")
        .prefetch_related("task_lines", funding)
        .order_by("plan", "seq")
    )


def unfinished(plan: AnnualPlan) -> list[PlanItem]:
    """Last year's items that nobody began to buy, neither carried over into this plan nor explained."""
    rows: QuerySet[Any] = last_years_items(plan).prefetch_related(None).exclude(state=ItemState.RELEASED)
    return [item for item in rows if not item.carried and str(item.pk) not in plan.left_behind]


def usual_recommendation(item: PlanItem) -> PlanItem.Recommendation:
    """Path A is approved if nothing speaks against it, path B waits for its money; what has no budget goes to the reserve."""
    usual = {
        Category.ADDITIONAL_BUDGET: PlanItem.Recommendation.AWAIT,
        Category.NO_BUDGET: PlanItem.Recommendation.RESERVE,
    }
    return usual.get(Category(item.category), PlanItem.Recommendation.APPROVE)


def open_plan(purchaser_id: int, year: int) -> AnnualPlan | None:
    """The purchaser's plan of the year that is not rejected: there is at most one."""
    return AnnualPlan.objects.filter(~Q(state="rejected"), purchaser=purchaser_id, fiscal_year=year).first()


def publishing_limits(plan: AnnualPlan) -> QuerySet[DueDate]:
    """By when the approved plan is to be public (R-10), and when it was: none or one row."""
    label = plan._meta.label_lower
    return DueDate.objects.filter(flow="plan", name="publish", subject_label=label, subject_pk=str(plan.pk)).order_by(
        "pk"
    )


def papers_of(plan: AnnualPlan) -> QuerySet[Report]:
    """The letters that approved the plan, with their files."""
    keys = plan.approvals.order_by().values_list(Cast("pk", Report._meta.get_field("subject_pk")))
    rows = Report.objects.filter(subject_label=PlanApproval._meta.label_lower, subject_pk__in=keys)
    return rows.select_related("file").order_by("pk")


def approved_items_without(relation: str, actor: Actor | None) -> QuerySet[PlanItem]:
    """Approved items of the actor's unit that have no row of an upper aggregate yet ("intention", "requirement")."""
    organisation = actor.organization_id if actor else None
    rows = PlanItem.objects.filter(
        plan__purchaser__organization=organisation,
        state=ItemState.APPROVED,
        ocid__isnull=False,
        **{f"{relation}__isnull": True},
    )
    return rows.select_related("plan").order_by("plan", "seq")
