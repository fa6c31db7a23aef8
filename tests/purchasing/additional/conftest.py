"""The request of SC-08 at each of its stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from portal.demo.cast import Cast
from portal.demo.story import additional as story
from portal.demo.story.budget import LineSpec, grant_lines
from portal.demo.story.plan import People, draft_plan, only_item
from portal.demo.units import add_units
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.additional.models import AdditionalBudgetRequest
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
    return partial(play_sc08, cast)


def play_sc08(cast: Cast, until: str, *, planned: bool = True, **changes: Any) -> Sc08:
    reached = STEPS[: STEPS.index(until) + 1]
    days = story.RequestDays(**{name: getattr(story.SC08_DAYS, name) for name in reached})
    spec = replace(story.SC08, **changes)
    plan, item = drafted(cast)
    request = story.begin_request(cast, item, spec, days, at=clock.at, people=PEOPLE)
    if days.proposed is not None:
        story.decide_request(cast, request, spec, days, at=clock.at, people=PEOPLE)
    if planned:
        story.approve_plan(cast, plan, at=clock.at, people=PEOPLE)
    if days.submission is not None:
        story.grant_request(cast, request, spec, days, at=clock.at, people=PEOPLE)
    clock.freeze_at(getattr(days, reached[-1]) if not planned or until in STEPS[6:] else story.SC08_PLAN.published)
    item.refresh_from_db()
    return Sc08(cast, plan, item, request)


def drafted(cast: Cast) -> tuple[AnnualPlan, PlanItem]:
    """The plan of 2026 with the one item of path B, and the money that there is."""
    catalogue_item(story.SC08_ITEM.code)
    add_units(cast, "password")
    code, name, amount = story.SC08_LINE
    with clock.at(story.SC08_PLAN.drafted):
        grant_lines(cast, "elderly", 2026, [LineSpec(code, name, amount)], document="2026 年预算控制数")
        plan = draft_plan(cast, "elderly", 2026, [story.SC08_ITEM], clerk=PEOPLE.clerk)
    return plan, only_item(plan)


ZERO, GAP, GRANTED = Decimal("0.00"), Decimal("1920000.00"), Decimal("1440000.00")
