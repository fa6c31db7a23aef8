"""Contested acts under real concurrency: one act wins, the other is told; no line is overdrawn; nobody waits for ever."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.demo.cast import add_person, build_cast
from portal.workflow.perform import acting, perform
from purchasing.budget.models import BudgetLine
from purchasing.funding.actions import create_holds
from purchasing.funding.models import BudgetHold
from purchasing.plan.flow import PLAN
from purchasing.plan.models import ItemFunding, PlanItem
from tests.factories.cases import plan, plan_item
from tests.factories.ledger import sums_of_entries
from tests.services.contest import at_once


def assert_sound() -> None:
    for line in BudgetLine.objects.all():
        sums = sums_of_entries(line)
        assert {name: getattr(line, name) for name in sums} == sums
        assert line.free >= 0


def recommended(cast, year: int = 2025) -> PlanItem:
    with transaction.atomic():
        return plan_item(cast, plan_row=plan(cast, state="recommended", year=year), state="funding_check")


def test_two_officers_approve_at_once_and_one_act_is_made(live_db):
    cast = build_cast()
    second = add_person("fa9", "财政审批乙", cast.organisations["finance"], Role.FINANCE_APPROVER)
    item = recommended(cast)

    results = at_once(*(lambda a=a: perform(PLAN, item.plan, "approve", actor=a) for a in (cast["fa1"], second)))

    assert results == ["done", "state-moved"]
    assert AuditEntry.objects.filter(verb="plan.approve").count() == 1
    assert BudgetHold.objects.count() == 3
    assert_sound()


def test_two_plans_draw_on_one_line_and_only_one_fits(live_db):
    cast = build_cast()
    first, second = recommended(cast, 2025), recommended(cast, 2026)
    lines = list(BudgetLine.objects.filter(fiscal_year=2025).order_by("-pk"))
    second.funding.all().delete()
    for line, amount in zip(lines, ("1500000.00", "1900000.00", "6200000.00"), strict=True):
        ItemFunding.objects.create(item=second, line=line, amount=Decimal(amount))

    results = at_once(*(lambda i=i: perform(PLAN, i.plan, "approve", actor=cast["fa1"]) for i in (first, second)))

    assert results == ["done", "over-balance"]
    assert BudgetHold.objects.count() == 3
    assert_sound()


def test_eight_holds_that_together_overdraw_a_line_stop_at_its_balance(live_db):
    cast = build_cast()
    items = []
    for number in range(8):
        item = recommended(cast, 2030 + number)
        item.funding.all().delete()
        items.append(item)
    line = BudgetLine.objects.filter(fiscal_year=2030).order_by("pk")[0]
    for item in items:
        ItemFunding.objects.create(item=item, line=line, amount=Decimal("1000000.00"))
    PlanItem.objects.update(amount=Decimal("1000000.00"))

    def hold(pk: int) -> None:
        with acting(cast["fa1"]) as act:
            create_holds(act, [PlanItem.objects.get(pk=pk)])

    results = at_once(*(lambda pk=item.pk: hold(pk) for item in items))

    line.refresh_from_db()
    assert results == ["done"] * 6 + ["over-balance"] * 2
    assert (line.held, line.free) == (Decimal("6000000.00"), Decimal("300000.00"))
    assert_sound()
