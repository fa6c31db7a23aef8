"""Purchases of one kind on one line, split so that none reaches the open tender's sum (R-06), and what finance permits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.act import Act
from portal.workflow.perform import writing_states
from purchasing.adjustment.models import PlanAdjustment
from purchasing.models import BudgetLine, ItemFunding, PlanItem, SplittingPermit
from purchasing.splitting.actions import permit
from purchasing.splitting.guards import adjusted_item_is_not_split, item_is_not_split, plan_is_not_split
from tests.factories.cases import budget_lines, plan, plan_item
from tests.purchasing.plan.clerk import client_of

pytestmark = pytest.mark.django_db
DOCUMENT = {"document": "景财购函〔2026〕7号", "reason": "两项服务的供应商市场不同"}


@pytest.fixture
def row(cast: Cast):
    return plan(cast, state="draft", year=2026)


@pytest.fixture
def line(cast: Cast) -> BudgetLine:
    return budget_lines(cast, 2026)[0]


def bought(
    cast: Cast, row, line: BudgetLine, seq: int, yuan: str, method: str = "competitive_consultation"
) -> PlanItem:
    item = plan_item(cast, plan_row=row, seq=seq, title=f"事项{seq}", method=method, amount=Decimal(yuan))
    item.funding.all().delete()
    ItemFunding.objects.create(item=item, line=line, amount=Decimal(yuan))
    return item


def against(guard, obj) -> tuple[str, ...]:
    found = guard(obj, Act(None, clock.now()))  # type: ignore[arg-type]
    return found.items if found else ()


def test_two_purchases_above_the_limit_together_are_named_with_their_sum(cast, row, line):
    bought(cast, row, line, 1, "2500000.00")
    bought(cast, row, line, 2, "1500000.01", "single_source")

    (sentence,) = against(plan_is_not_split, row)

    for text in ("A11 类", "事项1（竞争性磋商）", "事项2（单一来源）", "4,000,000.01"):
        assert text in sentence, text


@pytest.mark.parametrize(
    ("first", "second", "method"),
    [("2500000.00", "1500000.00", "single_source"), ("2500000.00", "9000000.00", "open_tender")],
    ids=["exactly the limit", "one of them openly"],
)
def test_what_stays_within_the_limit_or_is_tendered_openly_is_no_splitting(cast, row, line, first, second, method):
    bought(cast, row, line, 1, first)
    bought(cast, row, line, 2, second, method)

    assert against(plan_is_not_split, row) == ()


def test_other_lines_years_and_what_was_refused_do_not_count(cast, row, line):
    bought(cast, row, line, 1, "2500000.00")
    bought(cast, row, budget_lines(cast, 2026)[1], 2, "2500000.00")
    gone = bought(cast, row, line, 3, "2500000.00")
    with writing_states():
        PlanItem.objects.filter(pk=gone.pk).update(state="refused")

    assert against(plan_is_not_split, row) == ()


def test_it_is_asked_again_at_the_release_and_before_an_adjustment(cast, row, line):
    first = bought(cast, row, line, 1, "2500000.00")
    second = bought(cast, row, line, 2, "1000000.00")
    third = bought(cast, row, line, 3, "2500000.00", "open_tender")
    change = PlanAdjustment(item=third, change="method", after={"method": "single_source"})
    fewer = PlanAdjustment(item=third, change="schedule", after={"expected_month": "2026-09-01"})
    more = PlanAdjustment(item=second, change="amount", after={"funding": [[line.pk, "1600000.00"]]})

    assert against(item_is_not_split, first) == ()
    assert "6,000,000.00" in against(adjusted_item_is_not_split, change)[0]
    assert "4,100,000.00" in against(adjusted_item_is_not_split, more)[0]
    assert against(adjusted_item_is_not_split, fewer) == ()
    ItemFunding.objects.filter(item=second).update(amount=Decimal("1600000.00"))
    assert "4,100,000.00" in against(item_is_not_split, first)[0]
    assert against(item_is_not_split, third) == ()


def test_a_permit_covers_up_to_its_sum(cast, row, line):
    bought(cast, row, line, 1, "2500000.00")
    bought(cast, row, line, 2, "1600000.00")

    permit(cast["fa1"], line, "A11", up_to=Decimal("4100000.00"), **DOCUMENT)
    covered = against(plan_is_not_split, row)
    bought(cast, row, line, 3, "1.00")

    assert covered == ()
    assert "4,100,001.00" in against(plan_is_not_split, row)[0]
    assert AuditEntry.objects.filter(verb="splitting.permit").count() == 1


def test_only_finances_approver_permits_and_no_less_than_what_is_planned(cast, row, line):
    bought(cast, row, line, 1, "2500000.00")
    bought(cast, row, line, 2, "1600000.00")

    for login in ("fo1", "po1", "su1"):
        with pytest.raises(Forbidden):
            permit(cast[login], line, "A11", up_to=Decimal("5000000.00"), **DOCUMENT)
    with pytest.raises(Refused) as low:
        permit(cast["fa1"], line, "A11", up_to=Decimal("4000000.00"), **DOCUMENT)
    with pytest.raises(Refused) as none:
        permit(cast["fa1"], line, "B01", up_to=Decimal("4000000.00"), **DOCUMENT)

    assert (low.value.codes, none.value.codes) == (("permit-too-low",), ("not-split",))
    assert not SplittingPermit.objects.exists()


def test_the_pages_show_what_is_split_and_take_the_permit_once(cast, row, line):
    bought(cast, row, line, 1, "2500000.00")
    bought(cast, row, line, 2, "1600000.00")
    clerk, approver = client_of(cast, "fo1"), client_of(cast, "fa1")
    address = f"/desk/splitting/{line.pk}/A11/"

    listed = clerk.get("/desk/splitting/").content.decode()
    empty = approver.post(address, {"up_to": "", "document": "", "reason": ""})
    low = approver.post(address, {"up_to": "10", **DOCUMENT})
    pressed = [approver.post(address, {"up_to": "4,100,000.00", **DOCUMENT, "form_key": "one"}) for _press in (1, 2)]
    after = clerk.get("/desk/splitting/").content.decode()

    assert "4,100,000.00" in listed
    assert "未核准" in listed
    assert (empty.status_code, low.status_code) == (422, 409)
    assert [answer.status_code for answer in pressed] == [302, 302]
    assert SplittingPermit.objects.count() == 1
    assert "已核准" in after
    assert clerk.get(address).status_code == 403
    assert client_of(cast, "po1").get("/desk/splitting/").status_code == 403
    assert approver.get(f"/desk/splitting/{line.pk}/B01/").status_code == 404
