"""Path B: SC-08 on its own days, and a request of another unit that waits for the government's decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from portal.demo.cases.days import back, hour
from portal.demo.cases.plans import people_of, task
from portal.demo.stage import Stage, at
from portal.demo.story import additional as story
from portal.demo.story import budget as budgets
from portal.demo.story import plan as plans
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.additional.flow import ADDITIONAL
from purchasing.additional.models import AdditionalBudgetRequest
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind
from purchasing.publication.queries import fingerprint_of, publication_of

UNIT, YEAR = "elderly", 2026
PASSED_DOWN = story.beijing(2026, 2, 10, 15)


def play_sc08(stage: Stage) -> None:
    """昌南颐养服务中心: 2,880,000 yuan are there, 1,440,000 of the 1,920,000 asked for are granted."""
    if clock.today().year < YEAR:
        return
    cast, people = stage.cast, people_of(UNIT)
    code, name, amount = story.SC08_LINE
    with at(story.SC08_PLAN.drafted):
        budgets.grant_lines(cast, UNIT, YEAR, [budgets.LineSpec(code, name, amount)], document="2026 年部门预算控制数")
        plan = plans.draft_plan(cast, UNIT, YEAR, [story.SC08_ITEM], clerk=people.clerk)
    request = story.begin_request(cast, plans.only_item(plan), story.SC08, story.SC08_DAYS, at=at, people=people)
    story.decide_request(cast, request, story.SC08, story.SC08_DAYS, at=at, people=people)
    story.approve_plan(cast, plan, at=at, people=people)
    story.grant_request(cast, request, story.SC08, story.SC08_DAYS, at=at, people=people)
    with at(PASSED_DOWN):
        budgets.pass_down(cast, UNIT, YEAR, document="景养老预〔2026〕1号", on=clock.day_of(PASSED_DOWN))
    _disclose(stage, request, people)
    with at(PASSED_DOWN + timedelta(days=1)):
        perform(ADDITIONAL, request, "close", actor=cast[people.finance])


def _disclose(stage: Stage, request: AdditionalBudgetRequest, people: plans.People) -> None:
    publication = publication_of(request, Kind.ADDITIONAL)
    assert publication is not None, "drafted when the item was approved"
    with at(story.beijing(2026, 2, 5, 10)):
        perform(
            PUBLICATION,
            publication,
            "check",
            actor=stage.cast[people.second],
            data={"text": fingerprint_of(publication)},
        )
    with at(story.beijing(2026, 2, 6, 9)):
        sweep()


def play_waiting(stage: Stage) -> None:
    """珠岸公共设施中心: finance supports a part; government has not been recorded, and the leader may write a note."""
    today = clock.today()
    year, people = today.year + 1, people_of("toilets")
    item = plans.ItemSpec(
        code="A1154", title="公共厕所提档管护服务",
        tasks=(task("二类公厕管护", "座", "60", "42000"), task("一类公厕管护", "座", "25", "60000")),
        funding={"2120501-1": Decimal("2520000.00")}, month=date(year, 3, 1),
        values={"summary": "新建的 25 座一类公厕和原有 60 座二类公厕的保洁、维修和耗材，服务期十二个月。", "category": "F4"},
    )  # fmt: skip
    spec = replace(
        story.SC08, supported=Decimal("900000.00"), opinion="一类公厕分两年接管，明年先安排 15 座。",
        justification="明年新接管一类公厕 25 座，现有预算只够原有 60 座的管护，缺口 150 万元；不安排的，新建公厕不能开放。",
    )  # fmt: skip
    days = story.RequestDays(
        drafted=hour(back(today, 12), 10), reviewed=hour(back(today, 11), 10), filed=hour(back(today, 11), 15),
        proposed=hour(back(today, 4), 10), decided=hour(back(today, 3), 15),
    )  # fmt: skip
    with at(hour(back(today, 13), 9)):
        line = budgets.LineSpec("2120501-1", "公厕管护", Decimal("2520000.00"))
        budgets.grant_lines(stage.cast, "toilets", year, [line], document=f"{year} 年部门预算控制数")
        plan = plans.draft_plan(stage.cast, "toilets", year, [item], clerk=people.clerk)
    request = story.begin_request(stage.cast, plans.only_item(plan), spec, days, at=at, people=people)
    story.decide_request(stage.cast, request, spec, days, at=at, people=people)
