"""SC-08 through real pages: existing money, the gap, finance, government, congress, the grant, the rescoped item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.demo.cast import Cast, build_cast
from portal.demo.story import additional as story
from portal.demo.units import add_units
from portal.workflow.deadlines import sweep
from portal.workflow.models import DueDate
from purchasing.models import AdditionalBudgetRequest, AnnualPlan, BudgetLine, PlanItem, Publication
from tests.journeys.browser import PASSWORD, People, at
from tests.services.live import LiveDb

pytestmark = pytest.mark.xdist_group("journey_plans")
DAYS, PLAN = story.SC08_DAYS, story.SC08_PLAN
CLERK, SECOND, HEAD = "yiyang-po1", "yiyang-po2", "yiyang-ph1"


def test_sc_08_goes_through_its_pages_to_the_figure(
    live_db: LiveDb, person: Callable[..., object], tmp_path: Path
) -> None:
    cast = build_cast(PASSWORD)
    add_units(cast, PASSWORD)
    with live_db.web() as base, live_db.worker():
        people = People(lambda: person(base))
        item, request = ask(cast, people)
        support(people, request, "1440000")
        outside(people, request, "government", tmp_path, DAYS.government, amount="1440000")
        approve_plan(people, item.plan)
        outside(people, request, "submission", tmp_path, DAYS.submission)
        outside(people, request, "congress", tmp_path, DAYS.congress, amount="1440000")
        line = {"line_code": story.SC08.line[0], "line_name": story.SC08.line[1]}
        outside(people, request, "grant", tmp_path, DAYS.grant, **line)
        item.refresh_from_db()
        assert (request.state, item.state) == ("budget_granted", "returned")
        rescope(people, request)
        publish_and_close(cast, people, request)

    item.refresh_from_db()
    limits = dict(DueDate.objects.filter(flow="additional").values_list("name", "due_on"))
    assert (item.state, item.amount, request.state, request.result) == (
        "approved", Decimal("4320000.00"), "closed", "granted",
    )  # fmt: skip
    assert {line.code: line.held for line in BudgetLine.objects.all()} == {
        "2081006-1": Decimal("2880000.00"), "2081006-5": Decimal("1440000.00"),
    }  # fmt: skip
    assert (limits["finance_reply"], limits["pass_down"]) == (date(2026, 2, 5), date(2026, 2, 14))
    assert [call.met_at is not None for call in DueDate.objects.filter(flow="additional")] == [True, True, True]


def test_what_the_congress_refuses_rests_in_reserve(
    live_db: LiveDb, person: Callable[..., object], tmp_path: Path
) -> None:
    cast = build_cast(PASSWORD)
    add_units(cast, PASSWORD)
    with live_db.web() as base, live_db.worker():
        people = People(lambda: person(base))
        item, request = ask(cast, people)
        support(people, request, "1440000")
        outside(people, request, "government", tmp_path, DAYS.government, amount="1440000")
        approve_plan(people, item.plan)
        outside(people, request, "submission", tmp_path, DAYS.submission)
        outside(people, request, "congress", tmp_path, DAYS.congress, outcome="refused", amount="")
        with at(story.beijing(2026, 3, 2, 9)):
            rank(people, item)
            people[CLERK].go("/desk/intentions/")
            offered = people[CLERK].page.locator(f'form[action$="/desk/intentions/start/{item.pk}/"]').count()
            people[HEAD].page.goto(f"/do/plan_item/{item.pk}/release/")
            refused = people[HEAD].words()

    item.refresh_from_db()
    assert (item.state, request.state, request.result) == ("reserve", "closed", "congress_refused")
    assert (offered, "项目储备" in refused) == (0, True)
    assert BudgetLine.objects.get().held == 0


def ask(cast: Cast, people: People) -> tuple[PlanItem, AdditionalBudgetRequest]:
    """The money there is, the item that needs more, and the request for the gap."""
    code, name, amount = story.SC08_LINE
    with at(PLAN.drafted):
        people["fo1"].go("/desk/budget/grant/")
        people["fo1"].send({
            "purchaser": cast.purchasers["elderly"].pk, "fiscal_year": 2026, "code": code, "name": name, "amount": amount,
            "document": "2026 年部门预算控制数",
        })  # fmt: skip
        people[CLERK].go("/desk/plans/new/")
        people[CLERK].send({"fiscal_year": 2026})
        plan = AnnualPlan.objects.get()
        people[CLERK].go(f"/desk/plans/{plan.pk}/items/new/")
        people[CLERK].send({
            "catalogue_item": "A0451", "title": story.SC08_ITEM.title, "summary": "上门照料、助洁、助医，按人年结算。",
            "amount": "4800000", "category": "F4", "method": "open_tender", "expected_month": "2026-03", "to_public": True,
            "is_public_duty": True, "is_marketable": True, "is_affordable": True, "reservation": "none",
            "reservation_reason": "本单位年度预留份额由其他事项完成。", "supplier_conditions": "依法成立。",
            "tasks-0-name": "居家养老上门服务", "tasks-0-unit": "人", "tasks-0-quantity": "2000", "tasks-0-unit_price": "2400",
            "funding-0-line": BudgetLine.objects.get().pk, "funding-0-amount": "2880000",
            "targets-0-name": "服务完成率", "targets-0-target": "100", "targets-0-unit": "%",
        })  # fmt: skip
    item = PlanItem.objects.get()
    with at(DAYS.drafted):
        people[CLERK].press("/desk/additional/", f"/desk/additional/start/{item.pk}/")
        people[CLERK].send({"cycle": "annual", "justification": story.SC08.justification})
        request = AdditionalBudgetRequest.objects.get()
        people[CLERK].do(request, "submit_for_review", flow="additional")
    with at(DAYS.filed):
        people[HEAD].do(request, "file", flow="additional")
    assert (request.need, request.existing, request.gap) == (4800000, 2880000, 1920000)
    return item, request


def support(people: People, request: AdditionalBudgetRequest, amount: str) -> None:
    opinion = {"stance": "partial", "amount": amount, "opinion": story.SC08.opinion}
    with at(DAYS.proposed):
        people["fo1"].do(request, "propose", opinion, flow="additional")
        people["fo2"].do(request, "concur", flow="additional")
    with at(DAYS.decided):
        people["fa1"].do(request, "decide", opinion, flow="additional")


def outside(
    people: People, request: AdditionalBudgetRequest, kind: str, folder: Path, when: object, **said: object
) -> None:
    """The clerk records the paper with its scan, the approver confirms it on the same day."""
    document = story.SC08.documents[kind]
    scan = folder / f"{kind}.pdf"
    scan.write_bytes(story.scan_of(document).content)
    with at(when):
        desk = people["fo1"]
        desk.go(f"/do/additional/{request.pk}/record_{kind}/")
        desk.page.locator("input[type=file]").set_input_files(scan)
        desk.send({"document": document, "on": f"{when:%Y-%m-%d}", **said})
        ending = "_refusal" if said.get("outcome") == "refused" else ""
        people["fa1"].do(request, f"confirm_{kind}{ending}", flow="additional")


def approve_plan(people: People, plan: AnnualPlan) -> None:
    """The plan goes its way in November and December; the item waits for its money."""
    opinion = {"opinion": "不足部分待新增预算审定。", f"proposed_{plan.items.get().pk}": "await"}
    for when, login, name, said in (
        (PLAN.reviewed, CLERK, "submit_for_review", {}), (PLAN.reviewed, HEAD, "approve_in_unit", {}),
        (PLAN.submitted, HEAD, "submit", {}), (PLAN.taken, "fo1", "take", {}),
        (PLAN.recommended, "fo1", "recommend", opinion), (PLAN.recommended, "fo2", "concur", {}), (PLAN.approved, "fa1", "approve", {}),
    ):  # fmt: skip
        with at(when):
            people[login].do(plan, name, said, flow="plan")
    with at(PLAN.checked):
        people[SECOND].do(Publication.objects.get(kind="plan"), "check", flow="publication")
    with at(PLAN.published):
        sweep()
    assert plan.items.get().state == "awaiting_additional_budget"


def rescope(people: People, request: AdditionalBudgetRequest) -> None:
    """1,800 × 2,400 = 4,320,000: one person too many is refused in place."""
    with at(DAYS.rescoped):
        desk = people[CLERK]
        desk.go(f"/desk/additional/{request.pk}/rescope/")
        desk.page.fill('[name="tasks-0-quantity"]', "1801")
        desk.page.locator('main form button[type="submit"]').last.click()
        desk.page.locator("text=应正好等于可用资金 4,320,000.00 元").wait_for()
        desk.send({"tasks-0-quantity": "1800"})
    with at(DAYS.approved):
        people["fa1"].do(request, "approve_rescoped", flow="additional")


def publish_and_close(cast: Cast, people: People, request: AdditionalBudgetRequest) -> None:
    with at(story.beijing(2026, 2, 5, 10)):
        people[SECOND].do(Publication.objects.get(kind="additional"), "check", flow="publication")
    with at(story.beijing(2026, 2, 6, 9)):
        sweep()
    unit = {"purchaser": cast.purchasers["elderly"].pk, "fiscal_year": 2026}
    with at(story.beijing(2026, 2, 10, 9)):
        people["fo1"].go("/desk/budget/record/")
        people["fo1"].send({**unit, "document": "景养老预〔2026〕1号", "on": "2026-02-10"})
        people["fa1"].go("/desk/budget/confirm/")
        people["fa1"].send(unit)
        people["fo1"].do(request, "close", flow="additional")


def rank(people: People, item: PlanItem) -> None:
    people["fo1"].go("/desk/reserve/")
    people["fo1"].go(f"/desk/reserve/{item.pk}/rank/")
    people["fo1"].send({"position": 1, "reason": "民生保障，优先安排。"})
    assert "民生保障" in people["fo1"].words()
