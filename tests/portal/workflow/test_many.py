"""One transition on many objects writes what as many single ones write, in a number of statements of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.audit.models import AuditChain, AuditEntry
from portal.audit.verify import verify
from portal.demo.cast import Cast
from portal.outbox.models import Event
from portal.values.refusal import Refused
from portal.workflow import deadlines
from portal.workflow.act import Act
from portal.workflow.models import DueDate, InboxItem
from portal.workflow.perform import acting, writing_states
from purchasing.plan.flow import PLAN, PLAN_ITEM
from purchasing.plan.models import AnnualPlan, PlanItem
from tests.factories.cases import plan
from tests.factories.plans import plan_of

pytestmark = pytest.mark.django_db
TABLES = (AuditChain, AuditEntry, Event, InboxItem, DueDate, PlanItem, AnnualPlan)


def written(do: Callable[[], Any]) -> list[list[dict[str, Any]]]:
    """What the tables hold after an act that is then taken back; keys of rows aside, which go on counting."""
    before = transaction.savepoint()
    do()
    found = []
    for model in TABLES:
        columns = [f.attname for f in model._meta.concrete_fields if f.attname != "id"]
        found.append(list(model._default_manager.order_by("pk").values(*columns)))
    transaction.savepoint_rollback(before)
    return found


def plans(cast: Cast, state: str) -> list[AnnualPlan]:
    return [plan(cast, state=state, year=year) for year in (2031, 2032, 2033)]


def test_rows_of_many_are_those_of_each(cast: Cast) -> None:
    """Items of one file and plans of several, with the record, the events, the inbox and those excluded from it."""
    items = list(plan_of(cast, 3, year=2034, item_state="funding_check").items.order_by("-seq"))
    several = plans(cast, "unit_approved")
    for row in several[:2]:
        with acting(cast["po1"]) as act:
            act.record(row, "plan.begin")
    with acting(cast["pb1"], remark="一并办理") as act:
        for flow, objs, name in ((PLAN_ITEM, items, "approve"), (PLAN, several, "consent")):
            each = written(lambda f=flow, o=objs, n=name: [act.perform_as_system(f, obj, n) for obj in o])
            for obj in objs:
                obj.refresh_from_db()
            together = written(lambda f=flow, o=objs, n=name: act.perform_all_as_system(f, o, n))

            assert together == each
            assert {obj.state for obj in objs} == {flow.transitions[name].target}
            waits = [row["excluded"] for row in together[TABLES.index(InboxItem)]]
            assert waits == [[]] * 6 if flow is PLAN_ITEM else [[cast.user("po1").pk]] * 2 + [[]]
    assert list(verify()) == []


def test_limits_of_many_are_those_of_each(cast: Cast) -> None:
    several = plans(cast, "approved")
    with acting(cast["fa1"]) as act:

        def start_and_meet(*groups: list[AnnualPlan]) -> None:
            for event in ("plan.approve", "plan.publish"):
                for group in groups:
                    deadlines.react(event, group, act)

        each = written(lambda: start_and_meet(*([row] for row in several)))
        together = written(lambda: start_and_meet(several))

    assert together == each
    assert [row["met_at"] == act.at for row in together[TABLES.index(DueDate)]] == [True, True, True]


def test_one_that_may_not_move_keeps_all_from_moving(cast: Cast) -> None:
    items = list(plan_of(cast, 3, item_state="submitted").items.order_by("seq"))
    with writing_states():
        PlanItem.objects.filter(pk=items[1].pk).update(state="draft")

    with pytest.raises(Refused) as refused, acting(cast["fo1"]) as act:
        act.perform_all_as_system(PLAN_ITEM, items, "check_funding")

    assert refused.value.codes == ("state-moved",)
    assert items[1].title in str(refused.value.refusals[0].message)
    assert set(PlanItem.objects.values_list("state", flat=True)) == {"submitted", "draft"}


def statements(act: Act, row: AnnualPlan) -> int:
    items = list(row.items.all())
    with CaptureQueriesContext(connection) as asked:
        act.perform_all_as_system(PLAN_ITEM, items, "await_budget")
    return len(asked)


def test_many_cost_as_many_statements_as_two(cast: Cast) -> None:
    """The task that waits in the state reached asks by a condition on rows, not object by object."""
    with acting(cast["fa1"]) as act:
        two, twenty = (
            statements(act, plan_of(cast, count, year=year, item_state="funding_check"))
            for count, year in ((2, 2031), (20, 2032))
        )

    assert two == twenty
