"""The request of SC-08 at each of its stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from portal.demo.cast import Cast
from portal.demo.story import additional as story
from portal.demo.story.budget import LineSpec, grant_lines
from portal.demo.story.plan import People, draft_plan, only_item
from portal.demo.units import add_units
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.additional.models import AdditionalBudgetRequest
from purchasing.plan.flow import PLAN
from purchasing.plan.models import AnnualPlan, PlanItem
from tests.factories.cases import catalogue_item

PEOPLE = People("yiyang-po1", "yiyang-po2", "yiyang-ph1", "")
STEPS = list(story.RequestDays.__dataclass_fields__)


@dataclass
class Sc08:
    """The case as far as it went; the clock stays at the last step's hour."""

    cast: Cast
    plan: AnnualPlan
    item: PlanItem
    request: AdditionalBudgetRequest

    def do(self, name: str, login: str, **data: Any) -> AdditionalBudgetRequest:
        from purchasing.additional.flow import ADDITIONAL

        perform(ADDITIONAL, self.request, name, actor=self.cast[login], data=data)
        self.request.refresh_from_db()
        self.item.refresh_from_db()
        return self.request

    def paper(self, kind: str, on: Any, **said: Any) -> dict[str, Any]:
        document = story.SC08.documents[kind]
        return {"document": document, "on": on, "scan": story.scan_of(document), **said}


Until = Callable[..., Sc08]


@pytest.fixture
def sc08(cast: Cast) -> Until:
    """`sc08(until, **changes)` plays the request as far as a field of `RequestDays`; `changes` alter the spec."""

    def play(until: str, *, planned: bool = True, **changes: Any) -> Sc08:
        reached = STEPS[: STEPS.index(until) + 1]
        days = story.RequestDays(**{name: getattr(story.SC08_DAYS, name) for name in reached})
        spec = replace(story.SC08, **changes)
        plan, item = drafted(cast)
        request = story.begin_request(cast, item, spec, days, at=clock.at, people=PEOPLE)
        if days.proposed is not None:
            story.decide_request(cast, request, spec, days, at=clock.at, people=PEOPLE)
        if planned:
            approve_plan(cast, plan)
        if days.submission is not None:
            story.grant_request(cast, request, spec, days, at=clock.at, people=PEOPLE)
        clock.freeze_at(getattr(days, reached[-1]) if not planned or until in STEPS[6:] else story.SC08_PLAN.published)
        item.refresh_from_db()
        return Sc08(cast, plan, item, request)

    return play


def drafted(cast: Cast) -> tuple[AnnualPlan, PlanItem]:
    """The plan of 2026 with the one item of path B, and the money that there is."""
    catalogue_item(story.SC08_ITEM.code)
    add_units(cast, "password")
    code, name, amount = story.SC08_LINE
    with clock.at(story.SC08_PLAN.drafted):
        grant_lines(cast, "elderly", 2026, [LineSpec(code, name, amount)], document="2026 年预算控制数")
        plan = draft_plan(cast, "elderly", 2026, [story.SC08_ITEM], clerk=PEOPLE.clerk)
    return plan, only_item(plan)


def approve_plan(cast: Cast, plan: AnnualPlan) -> None:
    """The unit files in November, finance approves in December, the text is checked and public."""
    from portal.demo.story import plan as plans

    days = story.SC08_PLAN
    for when, name, login, data in (
        (days.reviewed, "submit_for_review", PEOPLE.clerk, {}), (days.reviewed, "approve_in_unit", PEOPLE.head, {}),
        (days.submitted, "submit", PEOPLE.head, {}), (days.taken, "take", "fo1", {}),
        (days.recommended, "recommend", "fo1", {"opinion": "等待新增预算审定。"}), (days.approved, "approve", "fa1", {}),
    ):  # fmt: skip
        with clock.at(when):
            perform(PLAN, plan, name, actor=cast[login], data=data)
    plan.refresh_from_db()
    plans.publish_plan(cast, plan, days, clock.at, PEOPLE)
    sweep()


ZERO, GAP, GRANTED = Decimal("0.00"), Decimal("1920000.00"), Decimal("1440000.00")
