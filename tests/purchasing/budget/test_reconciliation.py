"""The nightly comparison: silent where money adds up, and naming what does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from portal.demo.cast import Cast, build_cast
from portal.notify.models import Notification
from portal.outbox import drain
from portal.workflow.perform import acting
from purchasing.budget.actions import grant, reconcile
from purchasing.budget.models import BudgetLine, Reconciliation
from purchasing.budget.reconciliation import drifts
from purchasing.budget.tasks import reconcile_daily
from purchasing.funding.actions import commit_holds, create_holds, pay_from_holds, release_rest
from purchasing.models import BudgetHold, PlanItem
from tests.factories.cases import plan, plan_item
from tests.services.contest import at_once

D = Decimal


def client_of(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def checks() -> list[tuple[str, Decimal, Decimal]]:
    return sorted((drift.check, drift.expected, drift.found) for drift in drifts())


@pytest.mark.django_db
def test_money_that_is_frozen_committed_and_freed_adds_up(cast: Cast):
    item = plan_item(cast, state="released")
    with acting(cast["fa1"]) as act:
        commit_holds(act, item, D("8900000.00"))
        committed = drifts()
        release_rest(act, item)

    assert (committed, drifts()) == ([], [])


@pytest.mark.django_db
def test_what_a_hold_has_paid_without_a_payment_is_named(cast: Cast):
    item = plan_item(cast, state="released")
    with acting(cast["fa1"]) as act:
        commit_holds(act, item, D("9600000.00"))
        pay_from_holds(act, item, D("9600000.00"), "凭证")

    assert {check for check, _due, _found in checks()} == {"冻结记录的已支付与支付单不符"}
    assert sorted((due, found) for _check, due, found in checks()) == [
        (D(0), D("1500000.00")), (D(0), D("1900000.00")), (D(0), D("6200000.00")),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_hold_that_says_another_sum_than_its_entries_is_named(cast: Cast):
    item = plan_item(cast, state="approved")
    BudgetHold.objects.filter(item=item, amount=D("1500000.00")).update(amount=D("1500000.01"))
    BudgetHold.objects.filter(item=item, amount=D("1900000.00")).delete()

    assert checks() == [
        ("冻结记录的“冻结金额”与台账分录不符", D("1500000.00"), D("1500000.01")),
        ("台账有冻结分录，没有冻结记录", D("1900000.00"), D("0.00")),
    ]


@pytest.mark.django_db
def test_it_is_done_once_a_day_and_the_page_says_so(cast: Cast):
    plan_item(cast, state="approved")

    done = [reconcile_daily(), reconcile_daily()]
    page = client_of(cast, "fa1").get("/desk/budget/reconciliation/").text

    assert (done, Reconciliation.objects.count(), drain()) == ([True, False], 1, drain())
    assert "3 个预算项目全部相符" in page
    assert Notification.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("login", "status"), [("fa1", 200), ("fo1", 200), ("au1", 200), ("po1", 403), ("s1", 403)])
def test_who_reads_the_comparisons(cast: Cast, login: str, status: int):
    assert client_of(cast, login).get("/desk/budget/reconciliation/").status_code == status


def test_a_planted_drift_is_found_told_and_shown(live_db):
    cast = build_cast()
    line = grant(
        cast["fo1"],
        cast.purchasers["cityorder"],
        year=2025,
        code="L",
        name="环卫作业",
        amount=D("100.00"),
        document="x",
    )
    call_command("reconcile_budget")
    with live_db.owner() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE purchasing_budgetline SET granted = 100.01 WHERE id = %s", [line.pk])

    with pytest.raises(CommandError, match="1 处差异"):
        call_command("reconcile_budget", dry_run=True)
    kept = Reconciliation.objects.count()
    with pytest.raises(CommandError, match="1 处差异"):
        call_command("reconcile_budget")
    drain()

    assert kept == 1
    told = Notification.objects.get()
    assert (told.recipient, told.title) == (cast.user("fa1"), "预算台账核对发现 1 处差异")
    for text in ("预算项目的“预算数”与台账分录不符", "应为 100.00 元，实为 100.01 元", "2025 环卫作业"):
        assert text in told.body, text
    page = client_of(cast, "fa1").get("/desk/budget/reconciliation/").text
    for text in ("1 处差异", "100.00", "100.01", line.get_absolute_url()):
        assert text in page, text


def test_a_comparison_sees_one_instant_while_others_write(live_db):
    cast = build_cast()
    with transaction.atomic():
        plans = [plan(cast, state="recommended", year=2030 + number) for number in range(4)]
        items = [plan_item(cast, plan_row=row, state="funding_check") for row in plans]

    def hold(pk: int) -> None:
        with acting(cast["fa1"]) as act:
            create_holds(act, [PlanItem.objects.get(pk=pk)])

    def compare() -> None:
        for _turn in range(5):
            assert drifts() == []

    assert at_once(*(lambda pk=item.pk: hold(pk) for item in items), compare, compare) == ["done"] * 6
    assert reconcile().drifts == []
    assert BudgetLine.objects.filter(held__gt=0).count() == 12
