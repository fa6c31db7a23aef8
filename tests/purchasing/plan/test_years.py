"""An item of several years: this year's part lies on its lines, the later years come with next year's plan, sums fixed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.contract.guards import money_is_approved
from contracts.models import Contract
from portal.statutes import several
from portal.values.refusal import Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting, perform, writing_states
from purchasing.funding.actions import commit_holds, create_holds, pay_from_holds
from purchasing.models import AnnualPlan, LedgerEntry, PlanItem
from purchasing.plan.actions import copy_items
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.queries import approved_items_without, items_of, plans_for, unfinished
from purchasing.plan.screening import RULES, problems_of
from tests.factories.cases import budget_lines, plan, plan_item, procurement
from tests.purchasing.plan.clerk import client_of, post_item

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = Decimal("9600000.00"), Decimal("8000000.00"), Decimal("7000000.00")
YEARS = [
    {"year": 2025, "amount": f"{FIRST}"},
    {"year": 2026, "amount": f"{SECOND}"},
    {"year": 2027, "amount": f"{THIRD}"},
]
THREE = {
    "slices-TOTAL_FORMS": "3", "slices-INITIAL_FORMS": "0", "slices-0-year": "2025", "slices-0-amount": "1000",
    "slices-1-year": "2026", "slices-1-amount": "1,500", "slices-2-year": "2027", "slices-2-amount": "500.00",
}  # fmt: skip


def long_item(cast, **fields) -> PlanItem:
    """The first case's item over three years; its lines bear the first."""
    values = {"slices": YEARS, "amount": FIRST + SECOND + THIRD, "term_months": 36, "term_reason": "内容固定、连续性强"}
    return plan_item(cast, **{**values, **fields})


def next_plan(cast) -> AnnualPlan:
    budget_lines(cast, 2026)
    return plan(cast, year=2026)


def codes_of(item: PlanItem) -> list[str]:
    row = items_of(item.plan).get(pk=item.pk)
    return [problem.code for problem in problems_of(row, row.plan, date(2025, 1, 2), several(RULES, date(2025, 1, 2)))]


def test_the_years_are_entered_on_the_items_form_and_shown_with_the_plan(cast):
    row = plan(cast)
    more = {"amount": "3000", "tasks-0-quantity": "1500", "term_months": "36", "term_reason": "内容固定"}

    done = post_item(cast, row, **THREE, **more)
    item = PlanItem.objects.get()
    client = client_of(cast, "po1")
    pages = [client.get(f"{address}").text for address in (row.get_absolute_url(), item.get_absolute_url())]
    form = client.get(f"{item.get_absolute_url()}edit/").text

    assert done.status_code == 302
    assert (item.amount, item.this_year, [year for year, _sum in item.years]) == (
        Decimal("3000.00"), Decimal("1000.00"), [2025, 2026, 2027],
    )  # fmt: skip
    assert codes_of(item) == []
    assert plans_for(cast["po1"]).get().total == Decimal("1000.00")
    for page in pages:
        assert [part for part in ("1,000.00", "1,500.00", "总额 3,000.00") if part not in page] == []
    assert [part for part in ('class="tree" open', 'value="1500.00"') if part not in form] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slices-0-year": "2026", "slices-1-year": "2027", "slices-2-year": "2028"}, "从本计划年度（2025 年）开始"),
        ({"slices-1-year": "2025"}, "同一年度只填一行"),
    ],
)
def test_years_that_cannot_be_kept_are_said_at_their_table(cast, changes, said):
    answer = post_item(cast, plan(cast), **{**THREE, **changes})

    assert answer.status_code == 422
    assert [part for part in (said, 'class="tree" open') if part not in answer.text] == []
    assert not PlanItem.objects.exists()


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({}, []),
        ({"amount": FIRST}, ["workload-sum", "slices-sum"]),
        ({"category": "F2"}, ["slices-category"]),
        ({"term_months": 12}, ["slices-term"]),
        (
            {"slices": [{"year": 2025, "amount": "9600000.01"}, {"year": 2026, "amount": "14999999.99"}]},
            ["funding-sum"],
        ),
    ],
)
def test_what_does_not_add_up_over_the_years_is_named(cast, fields, codes):
    item = long_item(cast, **fields)
    item.task_lines.update(amount=0)
    item.task_lines.filter(name="公厕管护").update(amount=FIRST + SECOND + THIRD)

    assert codes_of(item) == codes


def test_only_this_years_part_is_frozen(cast):
    item = long_item(cast, state="funding_check")

    with acting(cast["fa1"]) as act:
        holds = create_holds(act, [item])

    assert sum(hold.amount for hold in holds) == FIRST


def test_a_running_item_comes_over_with_the_years_left_and_is_owed_until_then(cast):
    item = long_item(cast, state="released")
    draft = next_plan(cast)
    assert unfinished(draft) == [item]

    page = client_of(cast, "po1").get(f"/desk/plans/{draft.pk}/copy/").text
    copy_items(cast["po1"], draft, {item.pk}, {})

    carried = draft.items.get()
    assert [part for part in (f"reason_{item.pk}", "8,000,000.00") if part not in page] == []
    assert (carried.continues, carried.amount, carried.this_year, carried.term_months) == (
        item,
        SECOND + THIRD,
        SECOND,
        24,
    )
    assert [task.amount for task in carried.task_lines.all()] == [SECOND, THIRD]
    assert codes_of(carried) == []

    carried.slices[0]["amount"], carried.amount = f"{FIRST}", FIRST + THIRD
    carried.save()
    assert codes_of(carried) == ["workload-sum", "slices-fixed", "funding-sum"]
    assert (unfinished(draft), approved_items_without("intention", cast["po1"]).count()) == ([], 0)


def approved(item: PlanItem, act: Act) -> None:
    with writing_states():
        PlanItem.objects.filter(pk=item.pk).update(state="approved", ocid=f"ocds-jdzgf1-2026-{item.pk:06d}")
    create_holds(act, [PlanItem.objects.get(pk=item.pk)])


def test_a_contract_of_several_years_needs_a_line_for_every_year_and_pays_the_earlier_years_money_first(cast):
    item = long_item(cast, state="released", slices=YEARS[:2], amount=FIRST + SECOND)
    wanted = Contract(procurement=procurement(cast, item=item, state="notice_sent"), amount=Decimal("17000000.00"))
    draft = next_plan(cast)
    with acting(cast["fa1"]) as act:
        refusal = money_is_approved(wanted, act)
    copy_items(cast["po1"], draft, {item.pk}, {})
    later = draft.items.get()

    assert refusal is not None
    assert (refusal.code, "2026 年 8,000,000.00 元" in str(refusal.message)) == ("year-without-money", True)
    assert (later.slices, later.amount, sum(row.amount for row in later.funding.all())) == ([], SECOND, SECOND)
    with acting(cast["fa1"]) as act:
        approved(later, act)
        assert money_is_approved(wanted, act) is None
        committed = commit_holds(act, item, wanted.amount)
        first = pay_from_holds(act, item, Decimal("9000000.00"), "一")
        second = pay_from_holds(act, item, Decimal("1000000.00"), "二")

    by_year = [
        {year: sum(yuan for hold, yuan in shares.items() if hold.line.fiscal_year == year) for year in (2025, 2026)}
        for shares in (committed, first, second)
    ]
    assert sum(committed.values()) == wanted.amount
    assert by_year[1] == {2025: Decimal("9000000.00"), 2026: 0}
    assert (sum(by_year[2].values()), by_year[2][2026] > 0) == (Decimal("1000000.00"), True)
    commits = LedgerEntry.objects.filter(kind="commit", plan_item=later)
    assert {entry.line.fiscal_year for entry in commits} == {2026}


def test_a_later_year_is_no_purchase_of_its_own(cast):
    item = long_item(cast, state="released")
    draft = next_plan(cast)
    copy_items(cast["po1"], draft, {item.pk}, {})
    later = draft.items.get()
    with acting(cast["fa1"]) as act:
        approved(later, act)

    with pytest.raises(Refused) as refused:
        perform(PLAN_ITEM, PlanItem.objects.get(pk=later.pk), "release", actor=cast["ph1"], data={})

    assert "continues-another" in refused.value.codes
    assert approved_items_without("requirement", cast["po1"]).count() == 0
    assert item.title in client_of(cast, "po1").get(later.get_absolute_url()).text
