"""Reads of requests: through scope, what an item lacks, the standing record of an outside act, and what is still to come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.reports.actions import reports_of
from portal.reports.models import Report
from portal.workflow.models import DueDate
from purchasing.additional.models import AdditionalBudgetRequest, OutsideAct, State
from purchasing.additional.policies import Can
from purchasing.plan.models import PlanItem

CHAIN = {"first": "additional.propose", "last": ("additional.decide",), "again": ("additional.file",)}
"""Which acts are the links of finance's opinion, and after which all begins anew."""
ZERO = Decimal("0.00")
OPEN = ~Q(state=State.CLOSED)
Kind = OutsideAct.Kind


def requests_for(actor: Actor | None) -> QuerySet[AdditionalBudgetRequest]:
    """Those the actor may read, newest first."""
    rows = AdditionalBudgetRequest.objects.select_related("item__plan__purchaser__organization")
    return visible(actor, Can.READ_REQUEST, rows).order_by("-pk")


def items_without_request(actor: Actor | None) -> QuerySet[PlanItem]:
    """The unit's items of path B for which nothing is under way."""
    rows = PlanItem.objects.select_related("plan").filter(lacks_request())
    return visible(actor, Can.START_REQUEST, rows).order_by("plan", "seq")


def lacks_request() -> Q:
    """The condition on items that wait for money that nobody has asked for."""
    return Q(~Exists(_open_of(OuterRef("pk"))))


def open_request(item: PlanItem) -> AdditionalBudgetRequest | None:
    """The one request of an item that is under way."""
    return _open_of(item.pk).first()


def _open_of(item: Any) -> QuerySet[AdditionalBudgetRequest]:
    return AdditionalBudgetRequest.objects.filter(OPEN, item=item)


def sheet_of(item: PlanItem) -> list[dict[str, str]]:
    """The workload sheet as it stands, to be frozen with the request."""
    return [
        {
            "name": task.name, "unit": task.unit, "quantity": task.quantity_text, "unit_price": str(task.unit_price),
            "amount": str(task.amount),
        }
        for task in item.task_lines.all()
    ]  # fmt: skip


def funded(item: PlanItem) -> Decimal:
    """What the item's lines bear together, in yuan."""
    return sum((row.amount for row in item.funding.all()), ZERO)


def amounts_of(request: AdditionalBudgetRequest) -> tuple[Decimal, Decimal, Decimal]:
    """Need, existing money and gap in yuan: as filed, or, while it is a draft, as the item now says."""
    if request.filed_at is not None:
        return request.need, request.existing, request.gap
    existing = funded(request.item)
    return request.item.amount, existing, request.item.amount - existing


def acts_of(request: AdditionalBudgetRequest) -> QuerySet[OutsideAct]:
    return request.acts.select_related("scan", "recorded_by", "confirmed_by").order_by("pk")


def standing(request: AdditionalBudgetRequest, kind: str) -> OutsideAct | None:
    """The record of one kind that was not sent back."""
    return request.acts.filter(kind=kind, returned="").first()


def last_day(request: AdditionalBudgetRequest) -> date | None:
    """The day of the latest act that counts so far: none that follows may be dated before it."""
    days = [*request.acts.filter(confirmed_at__isnull=False).values_list("on", flat=True)]
    return max([*days, *([request.opinion_on] if request.opinion_on else [])], default=None)


def papers_of(request: AdditionalBudgetRequest) -> QuerySet[Report]:
    """The letter by which the item joined its plan: none or one."""
    supplement = getattr(request.item, "supplement", None)
    return reports_of(supplement).select_related("file") if supplement else Report.objects.none()


def limits_of(request: AdditionalBudgetRequest) -> QuerySet[DueDate]:
    """The time limits that run or ran for a request."""
    label = request._meta.label_lower
    return DueDate.objects.filter(flow="additional", subject_label=label, subject_pk=str(request.pk)).order_by("pk")
