"""Finance's desk: the same said of many items at once, tried, recorded, changed, and what follows for the unit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform
from purchasing.plan.actions import ItemDraft, Proposal, propose, put_item
from purchasing.plan.actions.items import Task
from purchasing.plan.flow import PLAN
from purchasing.plan.models import AnnualPlan, PlanItem
from tests.factories.plans import plan_of
from tests.purchasing.plan.clerk import client_of

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def row(cast: Cast) -> AnnualPlan:
    """Six items before the clerk: the fourth of path B, the fifth without a budget, the sixth by consultation."""
    made = plan_of(cast, 6, state="finance_review", item_state="funding_check")
    made.items.filter(seq=4).update(category="F4", recommendation="await")
    made.items.filter(seq=5).update(category="F5", recommendation="reserve")
    made.items.filter(seq=6).update(method="competitive_consultation")
    return made


def keys(row: AnnualPlan, *seqs: int) -> list[int]:
    return list(row.items.filter(seq__in=seqs).order_by("seq").values_list("pk", flat=True))


def said(row: AnnualPlan) -> list[tuple[str, Decimal | None, str]]:
    return list(row.items.order_by("seq").values_list("recommendation", "allowed", "opinion"))


def post(cast: Cast, row: AnnualPlan, login: str = "fo1", **data: Any) -> Any:
    row.refresh_from_db()
    return client_of(cast, login).post(f"{row.get_absolute_url()}proposals/", {"version": row.version, **data})


def test_one_word_for_many_is_recorded_with_its_reason_and_may_be_changed(cast: Cast, row: AnnualPlan) -> None:
    done = post(cast, row, chosen=keys(row, 1, 2), word="reserve", reason="财力不足", method="open_tender")
    first = said(row)
    again = post(cast, row, chosen=keys(row, 1, 4), word="agree")

    assert (done.status_code, done["Location"]) == (302, f"{row.get_absolute_url()}?method=open_tender")
    assert first[:3] == [("reserve", None, "财力不足"), ("reserve", None, "财力不足"), ("approve", None, "")]
    assert again.status_code == 302
    assert [each[0] for each in said(row)] == ["approve", "reserve", "approve", "await", "reserve", "approve"]
    entries = AuditEntry.objects.filter(verb="plan_item.propose").order_by("number")
    assert [entry.after["recommendation"] for entry in entries] == ["reserve", "reserve", "approve", "await"]
    assert entries[2].before == {"recommendation": "reserve", "opinion": "财力不足", "allowed": None}


def test_a_reduction_is_to_an_amount_or_by_a_share(cast: Cast, row: AnnualPlan) -> None:
    post(cast, row, chosen=keys(row, 1), word="reduce", amount="800", reason="标准偏高")
    post(cast, row, chosen=keys(row, 2, 3), word="reduce", share="12.345", reason="按比例")
    refused = post(cast, row, chosen=keys(row, 2, 3), word="reduce", share="12.34", reason="按比例核减")
    more = post(cast, row, chosen=keys(row, 6), word="reduce", amount="1000", reason="不变")

    assert said(row)[:3] == [
        ("reduce", D("800.00"), "标准偏高"), ("reduce", D("876.60"), "按比例核减"), ("reduce", D("876.60"), "按比例核减"),
    ]  # fmt: skip
    assert refused.status_code == 302
    assert (more.status_code, "低于申报金额" in more.text) == (409, True)


@pytest.mark.parametrize(
    ("seqs", "proposal", "codes"),
    [
        ((), Proposal("agree"), ("nothing-chosen",)),
        ((1, 2), Proposal("refuse"), ("reason-missing",)),
        ((1, 5), Proposal("agree"), ("not-for-category",)),
        ((3, 4), Proposal("reduce", "偏高", D("1.00")), ("not-for-category",)),
        ((1, 2), Proposal("reduce", "偏高", D("1000.00")), ("not-less",)),
    ],
)
def test_what_may_not_be_said_of_one_is_said_of_none(
    cast: Cast, row: AnnualPlan, seqs: tuple[int, ...], proposal: Proposal, codes: tuple[str, ...]
) -> None:
    before = said(row)

    with pytest.raises(Refused) as refused:
        propose(cast["fo1"], row, keys(row, *seqs), proposal)

    assert (refused.value.codes, said(row)) == (codes, before)


def test_only_the_clerks_of_finance_propose_and_only_before_the_signature(cast: Cast, row: AnnualPlan) -> None:
    for login in ("fa1", "po1"):
        with pytest.raises(Forbidden):
            propose(cast[login], row, keys(row, 1), Proposal("agree"))
    with pytest.raises(Refused, match="stale-version"):
        propose(cast["fo1"], row, keys(row, 1), Proposal("agree"), version=row.version - 1)
    other = PlanItem.objects.get(pk=keys(plan_of(cast, 1, year=2031, item_state="funding_check"), 1)[0])
    with pytest.raises(Refused, match="no-such-item"):
        propose(cast["fo1"], row, [other.pk], Proposal("agree"))

    assert [post(cast, row, login, chosen=keys(row, 1), word="agree").status_code for login in ("fa1", "po1")] == [
        403
    ] * 2


def test_nothing_typed_or_ticked_is_lost(cast: Cast, row: AnnualPlan) -> None:
    """By an error, a filter that hides what is ticked, a look at an item, or a trial, which records nothing."""
    ticked, before = keys(row, 1, 6), said(row)
    typed = {"chosen": ticked, "word": "refuse", "reason": "", "amount": "70", "method": "open_tender"}
    pages = [
        post(cast, row, **typed), post(cast, row, **typed, filter="1"), post(cast, row, **typed, item=ticked[0]),
        post(cast, row, **{**typed, "reason": "不属于政府职责"}, preview="1"),
    ]  # fmt: skip

    assert [page.status_code for page in pages] == [409, 200, 200, 200]
    for page in pages:
        found = re.findall(r'name="chosen" value="(\d+)"[^>]*?( checked)?>', page.text)
        assert (str(ticked[0]), " checked") in found
        assert (str(ticked[1]), "") in found  # hidden by the filter
        assert 'value="70"' in page.text
        assert "已选 2 项，合计 2,000.00 元" in page.text
    assert "应说明理由" in pages[0].text
    assert "应说明理由" not in pages[1].text
    assert "这是试算，尚未记录" in pages[3].text
    assert said(row) == before
    everything = post(cast, row, tick="all", method="open_tender", chosen=ticked).text
    assert everything.count(" checked><span") == 5


def test_what_goes_back_is_not_approved_and_comes_again_at_the_amount_allowed(cast: Cast, row: AnnualPlan) -> None:
    first = row.items.get(seq=1)
    propose(cast["fo1"], row, [first.pk], Proposal("reduce", "标准偏高", D("900.00")))
    with pytest.raises(Refused, match="items-go-back"):
        perform(PLAN, row, "recommend", actor=cast["fo1"], data={"opinion": "拟同意"})
    with pytest.raises(Refused, match="reason-missing"):
        perform(
            PLAN, row, "recommend", actor=cast["fo1"], data={"opinion": "拟同意"}
        )  # the fifth's reserve has none yet
    perform(PLAN, row, "return_to_unit", actor=cast["fo1"], data={"reason": "请按核定金额修改"})
    page = client_of(cast, "po1").get(row.get_absolute_url()).text
    perform(PLAN, row, "reopen", actor=cast["po1"])
    row.items.exclude(seq=1).delete()
    with pytest.raises(Refused) as refused:
        perform(PLAN, row, "submit_for_review", actor=cast["po1"])
    first.refresh_from_db()
    line = first.funding.get().line_id
    values = {"amount": D("900.00")}
    put_item(cast["po1"], row, ItemDraft(values, [Task("服务", "次", D(9), D(100))], [(line, D("900.00"))]), item=first)
    perform(PLAN, row, "submit_for_review", actor=cast["po1"])

    assert "财政核减至 900.00 元：标准偏高" in page
    assert "财政核定金额为 900.00 元，现为 1,000.00 元" in str(refused.value.refusals[0].items)


def test_a_proposal_changed_after_the_recommendation_is_seen_by_the_approver(cast: Cast, row: AnnualPlan) -> None:
    row.items.filter(seq=5).update(opinion="暂无预算")
    perform(PLAN, row, "recommend", actor=cast["fo1"], data={"opinion": "拟同意"})
    read = AnnualPlan.objects.get(pk=row.pk).version
    propose(cast["fo1"], row, keys(row, 2), Proposal("return", "目标不清"))

    with pytest.raises(Refused, match="changed-since-read"):
        perform(PLAN, row, "approve", actor=cast["fa1"], version=read)
    with pytest.raises(Refused, match="items-go-back"):
        perform(PLAN, row, "approve", actor=cast["fa1"])
    propose(cast["fo1"], row, keys(row, 2), Proposal("refuse", "目标不清"))
    perform(PLAN, row, "approve", actor=cast["fa1"])

    states = list(row.items.order_by("seq").values_list("state", flat=True))
    assert states == ["approved", "refused", "approved", "awaiting_additional_budget", "reserve", "approved"]


def test_desk_and_proposal_cost_the_same_for_few_and_many(cast: Cast, row: AnnualPlan) -> None:
    many = plan_of(cast, 40, year=2031, state="finance_review", item_state="funding_check")
    costs = []
    for each in (row, many):
        client = client_of(cast, "fo1")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(each.get_absolute_url()).status_code == 200
        with CaptureQueriesContext(connection) as written:
            propose(cast["fo1"], each, list(each.items.values_list("pk", flat=True)), Proposal("return", "请补正"))
        costs.append((len(seen), len(written)))

    assert costs[0] == costs[1]
    assert costs[0][0] <= 12
