"""Requests for additional budget at any stage, put straight into the tables."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import AdditionalBudgetRequest, OutsideAct, PlanItem
from tests.factories.cases import plan, plan_item

GAP = Decimal("1920000.00")
YEARS = count(2040)
ITEM_AT = {"budget_granted": "funding_check", "closed": "approved"}


def item_of_path_b(cast: Cast, *, state: str = "awaiting_additional_budget", year: int | None = None) -> PlanItem:
    """The first case's item, its first line bearing 1,920,000.00 yuan less than it needs; a year of its own."""
    row = plan_item(cast, plan_row=plan(cast, state="published", year=year or next(YEARS)), state=state, category="F4")
    bears = row.funding.first()
    assert bears is not None
    bears.amount -= GAP
    bears.save()
    return row


def request(
    cast: Cast, *, state: str = "draft", item: PlanItem | None = None, pending: str = "", **fields: Any
) -> AdditionalBudgetRequest:
    """A request supported, decided and approved as far as its state says, for the whole gap unless `fields` say otherwise."""
    order = [
        "draft", "unit_review", "filed", "opinion", "finance_opinion", "government_decided", "congress_submitted",
        "congress_approved", "budget_granted",
    ]  # fmt: skip
    reached = order.index(state) if state in order else len(order)
    today = clock.today()
    values: dict[str, Any] = {"justification": "服务对象增加", "author": cast.user("po1"), "drafted_at": clock.now()}
    if reached >= 2:
        values |= {
            "need": Decimal("9600000.00"),
            "existing": Decimal("7680000.00"),
            "gap": GAP,
            "filed_at": clock.now(),
        }
    if reached >= 3:
        values |= {"stance": "support", "supported": GAP, "opinion": "同意"}
    if reached >= 4:
        values |= {"opinion_on": today}
    if reached >= 5:
        values |= {"decided": GAP}
    if reached >= 7:
        values |= {"approved": GAP, "congress_on": today}
    row = AdditionalBudgetRequest(
        item=item or item_of_path_b(cast, state=ITEM_AT.get(state, "awaiting_additional_budget")), state=state,
        pending=pending, **{**values, **fields},
    )  # fmt: skip
    with writing_states():
        row.save()
    return row


def outside_act(cast: Cast, row: AdditionalBudgetRequest, kind: str, **fields: Any) -> OutsideAct:
    """A record of today by the finance clerk, of the whole gap, still to be confirmed."""
    from portal.demo.story.additional import scan_of
    from portal.files.actions import store_checked
    from portal.workflow.act import Act

    act = Act(cast["fo1"], clock.now())
    values: dict[str, Any] = {
        "document": "文件〔2026〕1号", "on": clock.today(), "amount": GAP, "line_code": "new", "line_name": "新增",
        "scan": store_checked(scan_of("文件"), act=act, subject=row, purpose=kind), "recorded_by": cast.user("fo1"),
        "recorded_at": act.at, **fields,
    }  # fmt: skip
    return OutsideAct.objects.create(request=row, kind=kind, **values)
