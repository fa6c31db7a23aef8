"""Finance's queue: what waits for its clerks and approvers, with its money, in the order chosen, and nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.flow import Flow
from portal.workflow.models import InboxItem
from portal.workflow.perform import acting
from tests.factories.additional import request
from tests.factories.plans import plan_of
from tests.flows.build_adjustment import build as adjustment
from tests.flows.build_budget_transfer import build as transfer
from tests.purchasing.plan.clerk import client_of

pytestmark = pytest.mark.django_db
PAGE = "/desk/caseload/"


@pytest.fixture
def queue(cast: Cast) -> None:
    """Two plans, an adjustment, a transfer and a request of path B; a plan of the unit's own and one of a county wait elsewhere."""
    waiting = [
        plan_of(cast, 3, year=2151, state="submitted", item_state="submitted"),
        plan_of(cast, 7, year=2152, state="recommended", item_state="funding_check"),
        plan_of(cast, 2, year=2153, state="unit_review"),
        adjustment(cast, "submitted"), transfer(cast, "recorded"), request(cast, state="filed"),
    ]  # fmt: skip
    for row in waiting:
        with acting(cast["fo1"]) as act:
            if row is waiting[1]:
                act.record(row, "plan.recommend")
            act.renew_inbox(Flow.of(row), row)
    InboxItem.objects.filter(flow="adjustment").update(
        due_on=clock.today() - timedelta(days=3), sort_on=clock.today() - timedelta(days=3)
    )


def titles(page: str) -> list[str]:
    return re.findall(r'<td data-l="事项"><span><a href="[^"]+"><b>([^<]+)</b>', page)


def test_each_thing_stands_once_with_its_money_and_its_handler(cast: Cast, queue: None) -> None:
    page = client_of(cast, "fo1").get(PAGE).text

    found = titles(page)
    assert len(found) == 5
    assert "市容环境卫生" in found[0]  # the adjustment, whose limit is over
    assert "已超 3 天" in page
    for text in (
        "3,000.00",
        "7,000.00",
        "1,000.00",
        "共 5 条 · 含 13 项，合计 ",
        "财政审批",
        f"最近经办：{cast.user('fo1').display_name}",
    ):
        assert text in page, text
    assert titles(client_of(cast, "fa1").get(PAGE).text) == found
    assert [client_of(cast, login).get(PAGE).status_code for login in ("po1", "s1")] == [403, 403]


def test_it_is_sorted_filtered_searched_and_downloaded(cast: Cast, queue: None) -> None:
    clerk, approver = client_of(cast, "fo1"), client_of(cast, "fa1")

    def seen(query: str) -> int:
        return len(titles(clerk.get(f"{PAGE}?{query}").text))

    by_amount = clerk.get(f"{PAGE}?sort=amount").text
    amounts = [
        float(each.replace(",", ""))
        for each in re.findall(r'data-l="金额（元）" class="num"><span>([\d,.]+)<', by_amount)
    ]
    assert amounts == sorted(amounts, reverse=True)
    assert [seen(q) for q in ("flow=plan", "flow=plan&role=fa", "urgent=overdue", "least=7000", "q=2151")] == [
        2,
        1,
        1,
        3,
        1,
    ]
    assert len(titles(approver.get(f"{PAGE}?mine=1").text)) == 2  # not the transfer's clerk's nor the clerk's own steps
    lines = clerk.get(f"{PAGE}?flow=plan&format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "7000.00" in "".join(lines)


def test_it_costs_the_same_however_much_waits(cast: Cast, queue: None) -> None:
    client, costs = client_of(cast, "fo1"), []
    for years in ((), range(2160, 2164)):
        for year in years:
            more = plan_of(cast, 2, year=year, state="submitted", item_state="submitted")
            with acting(cast["fo1"]) as act:
                act.renew_inbox(Flow.of(more), more)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{PAGE}?flow=plan")
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 12


def test_an_empty_queue_says_what_would_be_here(cast: Cast) -> None:
    page = client_of(cast, "fa1").get(PAGE).text

    assert "等待财政办理的会列在这里" in page
    assert "含 0 项，合计 0.00 元" in page
