"""What waits for a finance office: plans, adjustments, requests for additional budget and transfers, with their money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import override

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.audit.models import AuditEntry
from portal.workflow.models import InboxItem
from purchasing.additional.models import AdditionalBudgetRequest
from purchasing.adjustment.models import PlanAdjustment
from purchasing.caseload.policies import DECIDED_HERE, FINANCE, Can
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.plan.slices import THIS_YEAR
from purchasing.transfer.models import BudgetTransfer

ZERO = Decimal("0.00")
SUBJECT = Cast(OuterRef("subject_pk"), models.BigIntegerField())
MONEY = models.DecimalField(max_digits=18, decimal_places=2)
OF_PLAN = PlanItem.objects.filter(plan=SUBJECT).order_by().values("plan")
SOURCES: dict[str, tuple[type[models.Model], str, str]] = {
    "plan": (AnnualPlan, "purchaser__organization__name", ""),
    "adjustment": (PlanAdjustment, "item__plan__purchaser__organization__name", "item__amount"),
    "additional": (AdditionalBudgetRequest, "item__plan__purchaser__organization__name", "gap"),
    "budget_transfer": (BudgetTransfer, "source__purchaser__organization__name", "amount"),
}
"""By flow: its rows, where the purchaser's name stands, and where the amount does (a plan's is the sum of its items)."""
assert tuple(SOURCES) == DECIDED_HERE


def caseload_for(actor: Actor | None) -> QuerySet[InboxItem]:
    """Each thing that waits for the actor's office once, with `unit`, `lines`, `amount` in yuan and `handler`, the
    colleague of finance who acted on it last."""
    rows = visible(actor, Can.READ_CASELOAD, InboxItem.objects.all())
    return rows.filter(~Exists(_earlier())).annotate(
        unit=_by_flow({flow: _named(model, name) for flow, (model, name, _amount) in SOURCES.items()}),
        amount=Coalesce(_by_flow({flow: _amount_of(flow) for flow in SOURCES}), ZERO, output_field=MONEY),
        lines=Coalesce(_by_flow({"plan": Subquery(OF_PLAN.annotate(n=Count("pk")).values("n"))}), 1),
        handler=Coalesce(Subquery(_acts().values("actor_name")[:1]), Value("")),
    )


def _earlier() -> QuerySet[InboxItem]:
    """Other steps that wait for the same thing in the same office: one line stands for all."""
    same = {name: OuterRef(name) for name in ("subject_label", "subject_pk", "organization")}
    return InboxItem.objects.filter(**same, role__in=[role.value for role in FINANCE], pk__lt=OuterRef("pk"))


def _acts() -> QuerySet[AuditEntry]:
    with override("zh-hans"):  # as the record keeps them
        roles = [str(role.label) for role in FINANCE]
    same = {name: OuterRef(name) for name in ("subject_label", "subject_pk")}
    return AuditEntry.objects.filter(**same, role__in=roles).order_by("-number")


def _by_flow(expressions: dict[str, Any]) -> Case:
    return Case(*(When(flow=flow, then=expression) for flow, expression in expressions.items()))


def _named(model: type[models.Model], path: str) -> Subquery:
    return Subquery(model._default_manager.filter(pk=SUBJECT).values(path)[:1])


def _amount_of(flow: str) -> Subquery:
    model, _name, path = SOURCES[flow]
    if not path:
        return Subquery(OF_PLAN.annotate(whole=Sum(THIS_YEAR)).values("whole"))
    return Subquery(model._default_manager.filter(pk=SUBJECT).values(path)[:1])


def matching(rows: QuerySet[InboxItem], text: str) -> QuerySet[InboxItem]:
    """Those of that title or of a unit of that name."""
    return rows.filter(Q(title__icontains=text) | Q(unit__icontains=text))


@dataclass(frozen=True)
class Totals:
    """Of how many lines what waits is made, and how much money it asks for, in yuan."""

    lines: int
    amount: Decimal


def totals(rows: QuerySet[InboxItem]) -> Totals:
    """Of all rows that are listed, on whatever page. One statement."""
    found = rows.order_by().aggregate(of_lines=Sum("lines"), whole=Sum("amount"))
    return Totals(found["of_lines"] or 0, found["whole"] or ZERO)
