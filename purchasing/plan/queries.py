"""Reads of plans: lists through scope, items with their sheets, and what finance sees side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.reports.models import Report
from portal.workflow.models import DueDate
from purchasing.budget.models import BudgetLine
from purchasing.plan.models import STANDING, AnnualPlan, ItemFunding, ItemState, PlanApproval, PlanItem, State
from purchasing.plan.policies import Can
from purchasing.plan.slices import THIS_YEAR
from purchasing.transfer.models import BudgetTransfer
from purchasing.transfer.queries import waiting_on

ZERO = Decimal("0.00")
WITH_FINANCE = (State.SUBMITTED, State.FINANCE_REVIEW, State.RECOMMENDED)
WAITING_ITEMS = (ItemState.DRAFT, ItemState.SUBMITTED, ItemState.FUNDING_CHECK)
Evaluated = Callable[[list[int]], dict[int, tuple[Decimal, str]]]
_evaluations: list[Evaluated] = []


def register_evaluations(source: Evaluated) -> Evaluated:
    """Let the app that evaluates say how items (by key) were evaluated last: score and band in words."""
    if source not in _evaluations:
        _evaluations.append(source)
    return source


def plans_for(actor: Actor | None) -> QuerySet[AnnualPlan]:
    """The plans an actor may read with the number of their items and what the year bears of them, newest year first."""
    rows = AnnualPlan.objects.select_related("purchaser__organization")
    return (
        visible(actor, Can.READ_PLAN, rows)
        .annotate(item_count=_of_items(Count("pk")), total=Coalesce(_of_items(Sum(THIS_YEAR)), ZERO))
        .order_by("-fiscal_year", "-pk")
    )


def plans_matching(rows: QuerySet[AnnualPlan], text: str) -> QuerySet[AnnualPlan]:
    """Those of a unit of that name, or with an item of that title; each once."""
    item = PlanItem.objects.filter(plan=OuterRef("pk"), title__icontains=text)
    return rows.filter(Q(purchaser__organization__name__icontains=text) | Exists(item))


def _of_items(figure: Aggregate) -> Subquery:
    """A figure of a plan's items, whatever else the plans are joined to or searched by."""
    rows = PlanItem.objects.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(figure=figure)
    return Subquery(rows.values("figure"))


def items_of(plan: AnnualPlan) -> QuerySet[PlanItem]:
    """The items with everything their checks read, in three statements for any number of them."""
    funding = Prefetch("funding", ItemFunding.objects.select_related("line"))
    rows = PlanItem.objects.filter(plan=plan)  # not plan.items, which may hold rows with their sheets already
    rows = rows.select_related("catalogue_item", "carried_from")
    return rows.prefetch_related("task_lines", funding).order_by("seq")


def read_items(plan: AnnualPlan) -> list[PlanItem]:
    """The same, read once for this plan in hand: its page and the guards of its buttons look at the same rows."""
    prefetch_related_objects([plan], Prefetch("items", items_of(plan)))
    return list(plan.items.all())


CHAIN = {
    "first": "plan.recommend", "last": ("plan.approve", "plan.reject"), "again": ("plan.submit", "plan.return_to_unit"),
}  # fmt: skip
"""Which acts are the links of a plan's chain, and after which all begins anew."""


def approval_of(plan: AnnualPlan) -> PlanApproval | None:
    """The first approval (later ones are supplements)."""
    return approvals_of(plan).first()


def approvals_of(plan: AnnualPlan) -> QuerySet[PlanApproval]:
    return plan.approvals.order_by("pk")


def total_of(items: list[PlanItem]) -> Decimal:
    """What the plan's year bears of the items, in yuan."""
    return sum((item.this_year for item in items), ZERO)


@dataclass(frozen=True)
class Comparison:
    """One item beside its past: amounts in yuan; None where there was nothing."""

    item: PlanItem
    approved_before: Decimal | None
    paid_before: Decimal | None
    evaluation: tuple[Decimal, str] | None
    free: Decimal
    gap: Decimal


@dataclass(frozen=True)
class Beside:
    """What finance sees a plan beside, not read yet: last year's items, and what else waits for its lines."""

    before: QuerySet[PlanItem]
    rivals: QuerySet[ItemFunding]
    transfers: QuerySet[BudgetTransfer]


def beside(plan: AnnualPlan, items: list[PlanItem]) -> Beside:
    """The other plans are those that lie with finance, the transfers those out of a line that are to be confirmed."""
    lines = {row.line_id for item in items for row in item.funding.all()}
    rivals = ItemFunding.objects.filter(
        line__in=lines, item__plan__state__in=WITH_FINANCE, item__state__in=WAITING_ITEMS,
        item__recommendation=PlanItem.Recommendation.APPROVE,
    ).exclude(item__plan=plan)  # fmt: skip
    rivals = rivals.select_related("item__plan__purchaser__organization").order_by("item__plan", "line")
    return Beside(_last_year(plan, items), rivals, waiting_on(lines))


def comparisons(items: list[PlanItem], found: Beside) -> dict[int, Comparison]:
    """Each item (by key) beside last year's of the same catalogue code, its evaluation, and what its lines still bear."""
    before = {row.catalogue_item.code: row for row in found.before}
    scores: dict[int, tuple[Decimal, str]] = {}
    for source in _evaluations:
        scores |= source([row.pk for row in before.values()])
    return {item.pk: _comparison(item, before.get(item.catalogue_item.code), scores) for item in items}


def _comparison(item: PlanItem, last: PlanItem | None, scores: dict[int, tuple[Decimal, str]]) -> Comparison:
    lines: dict[int, BudgetLine] = {row.line_id: row.line for row in item.funding.all()}
    gap = sum((max(ZERO, row.amount - row.line.free) for row in item.funding.all()), ZERO)
    return Comparison(
        item,
        last.this_year if last else None,
        last.paid_total if last else None,  # type: ignore[attr-defined]
        scores.get(last.pk) if last else None,
        sum((line.free for line in lines.values()), ZERO),
        gap if item.state in WAITING_ITEMS else ZERO,
    )


def _last_year(plan: AnnualPlan, items: list[PlanItem]) -> QuerySet[PlanItem]:
    codes = {item.catalogue_item.code for item in items}
    return (
        PlanItem.objects.filter(
            plan__purchaser=plan.purchaser_id,
            plan__fiscal_year=plan.fiscal_year - 1,
            catalogue_item__code__in=codes,
            state__in=STANDING,
        )
        .select_related("catalogue_item")
        .annotate(paid_total=Coalesce(Sum("holds__paid"), ZERO))
    )


@dataclass(frozen=True)
class Rival:
    """What else waits for the money of a line: another plan before finance, or a transfer to be confirmed."""

    name: str
    url: str
    amount: Decimal


@dataclass(frozen=True)
class LineUse:
    """A budget line before and after a plan's approval, in yuan."""

    line: BudgetLine
    wanted: Decimal
    rivals: tuple[Rival, ...] = ()

    @property
    def used(self) -> Decimal:
        taken: Decimal = self.line.held + self.line.paid
        return taken

    @property
    def after(self) -> Decimal:
        """Free after the approval; below zero where the line falls short."""
        return self.line.free - self.wanted

    @property
    def gap(self) -> Decimal:
        return max(ZERO, -self.after)

    @property
    def after_all(self) -> Decimal:
        """Free if everything that waits were granted as well."""
        return self.after - sum((rival.amount for rival in self.rivals), ZERO)


def line_uses(items: list[PlanItem], found: Beside, supposed: Mapping[int, str] | None = None) -> list[LineUse]:
    """What the items recommended for approval take from each line, and what else waits for it.

    `supposed` says for an item (by key) another recommendation than its own: what if.
    """
    wanted: dict[int, Decimal] = {}
    lines: dict[int, BudgetLine] = {}
    for item in items:
        proposed = (supposed or {}).get(item.pk, item.recommendation)
        takes = item.state in WAITING_ITEMS and proposed == PlanItem.Recommendation.APPROVE
        for row in item.funding.all():
            lines[row.line_id] = row.line
            wanted[row.line_id] = wanted.get(row.line_id, ZERO) + (row.amount if takes else ZERO)
    rivals = _rivals(found)
    return [LineUse(lines[pk], wanted[pk], tuple(rivals.get(pk, ()))) for pk in sorted(lines)]


def _rivals(waiting: Beside) -> dict[int, list[Rival]]:
    """By line: each other plan with all it wants of the line, and each transfer."""
    summed: dict[tuple[int, AnnualPlan], Decimal] = {}
    for row in waiting.rivals:
        summed[row.line_id, row.item.plan] = summed.get((row.line_id, row.item.plan), ZERO) + row.amount
    found: dict[int, list[Rival]] = {}
    for (line, other), amount in summed.items():
        found.setdefault(line, []).append(Rival(str(other), other.get_absolute_url(), amount))
    for transfer in waiting.transfers:
        name = _("调剂到%(target)s") % {"target": transfer.target} if transfer.target else _("预算核减")
        found.setdefault(transfer.source_id, []).append(Rival(name, transfer.get_absolute_url(), transfer.amount))
    return found


def last_years_items(plan: AnnualPlan) -> QuerySet[PlanItem]:
    """What the purchaser had approved, waiting for money or in reserve in the year before, with what a copy takes over."""
    funding = Prefetch("funding", ItemFunding.objects.select_related("line"))
    rows = PlanItem.objects.filter(
        plan__purchaser=plan.purchaser_id, plan__fiscal_year=plan.fiscal_year - 1,
        state__in=[*STANDING, ItemState.AWAITING_ADDITIONAL_BUDGET, ItemState.RESERVE],
    )  # fmt: skip
    carried = Exists(PlanItem.objects.filter(plan=plan, carried_from=OuterRef("pk")))
    return (
        rows.annotate(carried=carried)
        .select_related("catalogue_item")
        .prefetch_related("task_lines", funding)
        .order_by("plan", "seq")
    )


def unfinished(plan: AnnualPlan) -> list[PlanItem]:
    """Last year's items that nobody began to buy, or that have later years to be paid, neither carried over into this
    plan nor explained."""
    rows: QuerySet[Any] = last_years_items(plan).prefetch_related(None)
    return [
        item for item in rows if item.is_owed_next_year and not item.carried and str(item.pk) not in plan.left_behind
    ]


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
        continues__isnull=True,
        **{f"{relation}__isnull": True},
    )
    return rows.select_related("plan").order_by("plan", "seq")
