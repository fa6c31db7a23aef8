"""A plan of many items is filed, taken, judged and decided by as many statements as one of few."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.audit.models import AuditEntry
from portal.audit.verify import verify
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.numbers import next_number
from portal.workflow.perform import perform
from purchasing.budget.models import BudgetLine
from purchasing.budget.reconciliation import drifts
from purchasing.plan.flow import PLAN
from purchasing.plan.models import AnnualPlan, PlanItem
from tests.factories.plans import plan_of

pytestmark = pytest.mark.django_db
STEPS = (
    ("submit", "ph1", {}), ("take", "fo1", {}), ("return_to_unit", "fo1", {"reason": "请补正"}),
    ("take", "fo1", {}), ("recommend", "fo1", {"opinion": "拟同意"}), ("approve", "fa1", {}),
)  # fmt: skip
IN_WINDOW = datetime(2024, 11, 21, 15, 0, tzinfo=clock.SHANGHAI)


def costs(cast: Cast, row: AnnualPlan) -> dict[str, int]:
    """Statements of each step; a plan that came back is filed again without its unit's steps."""
    found: dict[str, int] = {}
    for name, login, data in STEPS:
        if row.state == "returned":
            for again, who in (("reopen", "po1"), ("submit_for_review", "po1"), ("approve_in_unit", "ph1"),
                               ("consent", "pb1"), ("submit", "ph1")):  # fmt: skip
                perform(PLAN, row, again, actor=cast[who])
        with CaptureQueriesContext(connection) as asked:
            row = perform(PLAN, row, name, actor=cast[login], data=data)  # type: ignore[assignment]
        found[name] = len(asked)
    return found


def test_five_and_sixty_items_cost_the_same(cast: Cast) -> None:
    for series, year in (("ocid", 2025), ("plan_approval", 2024)):
        next_number(series, year)  # the first number of a year makes its row as well
    with clock.at(IN_WINDOW):
        few = plan_of(cast, 5)
        first = costs(cast, few)
        AnnualPlan.objects.filter(pk=few.pk).update(fiscal_year=2020)  # another year's items would have to be explained
        many = plan_of(cast, 60)
        found = costs(cast, many)

    assert found == first
    assert max(first.values()) < 90
    items = list(many.items.order_by("seq"))
    assert {item.state for item in items} == {"approved"}
    numbers = [int(str(item.ocid)[-6:]) for item in items]
    assert numbers == list(range(numbers[0], numbers[0] + 60))
    assert [line.held for line in BudgetLine.objects.order_by("code")] == [Decimal("22000.00")] * 2 + [
        Decimal("21000.00")
    ]
    decided = AuditEntry.objects.filter(verb="plan_item.approve", chain=items[0].audit_root).order_by("number")
    assert [entry.subject_pk for entry in decided] == [str(item.pk) for item in items]
    assert (list(verify()), drifts()) == ([], [])


def test_each_goes_the_way_that_was_proposed(cast: Cast) -> None:
    with clock.at(IN_WINDOW):
        row = plan_of(cast, 4, state="recommended", item_state="funding_check")
        for seq, proposed in enumerate(("approve", "await", "reserve", "refuse"), 1):
            PlanItem.objects.filter(plan=row, seq=seq).update(recommendation=proposed)

        perform(PLAN, row, "approve", actor=cast["fa1"])

    states = list(row.items.order_by("seq").values_list("state", flat=True))
    assert states == ["approved", "awaiting_additional_budget", "reserve", "refused"]
    assert [item.ocid is not None for item in row.items.order_by("seq")] == [True, False, False, False]
