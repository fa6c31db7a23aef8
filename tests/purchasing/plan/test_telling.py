"""Who is told of a plan, once each."""

from __future__ import annotations

import pytest

from portal.notify.models import Notification
from portal.outbox import drain
from portal.workflow.perform import perform
from purchasing.plan.flow import PLAN
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[str]:
    drain()
    drain()
    rows = list(Notification.objects.filter(kind=kind).values_list("recipient__username", flat=True))
    assert len(rows) == len(set(rows))
    return set(rows)


def test_finance_clerks_are_told_of_a_filed_plan(cast):
    first_plan(cast, "submitted")

    assert told("plan.submit") == {"fo1", "fo2"}


def test_clerks_head_and_coordination_are_told_of_the_approval_with_its_number(cast):
    first_plan(cast, "approved")

    assert told("plan.approve") == {"po1", "po2", "ph1", "co1"}
    assert "景财购批〔2024〕" in Notification.objects.filter(kind="plan.approve").first().body


def test_clerks_are_told_of_a_return_with_its_reason(cast):
    plan = first_plan(cast, "recommended")
    perform(PLAN, plan, "return_to_unit", actor=cast["fo1"], data={"reason": "请细化标准"})

    assert told("plan.return_to_unit") == {"po1", "po2"}
    assert Notification.objects.filter(kind="plan.return_to_unit").first().body == "请细化标准"
