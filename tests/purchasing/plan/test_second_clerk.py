"""The chain of finance is fixed at filing: by amount and source a second clerk stands before the approver."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person
from portal.demo.story.plan import SC01_DAYS
from portal.statutes.models import RuleVersion
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.plan.actions import Proposal, propose
from purchasing.plan.flow import PLAN
from purchasing.plan.models import AnnualPlan, PlanItem
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db
LIMIT = "D-second-clerk"
SAID = {"opinion": "同意"}


def filed(cast: Cast, *, amount: str | None = None, category: str | None = None) -> AnnualPlan:
    """The first case's plan filed anew, its item of another amount or category."""
    row = first_plan(cast, "consented")
    changes = {name: value for name, value in (("amount", amount), ("category", category)) if value}
    PlanItem.objects.filter(plan=row).update(**changes)
    clock.freeze_at(SC01_DAYS.submitted)
    return do(cast, row, "submit", "ph1")


def do(cast: Cast, row: AnnualPlan, name: str, login: str, **data: object) -> AnnualPlan:
    return perform(PLAN, row, name, actor=cast[login], data=data)  # type: ignore[return-value]


def waits(cast: Cast, *logins: str) -> list[str]:
    return [login for login in logins if waiting_for(cast[login]).filter(flow="plan").exists()]


@pytest.mark.parametrize(
    ("amount", "category", "second", "why"),
    [
        ("9999999.99", None, False, ""),
        ("10000000.00", None, True, "金额 10,000,000.00 元，达到 10,000,000.00 元"),
        (None, "F4", True, "资金来源含新增预算"),
    ],
)
def test_amount_and_source_decide_about_the_second(cast, amount, category, second, why):
    from purchasing.plan.chain import why as reason

    row = filed(cast, amount=amount, category=category)

    assert (row.needs_second, reason(row)) == (second, why)


def test_what_was_fixed_stays_and_a_new_filing_fixes_it_anew(cast, client):
    row = filed(cast, amount="10000000.00")
    of_the_city(words=["F2"], value=Decimal("20000000"))
    PlanItem.objects.filter(plan=row).update(amount=Decimal("9600000.00"))
    row = do(cast, do(cast, row, "take", "fo1"), "recommend", "fo1", **SAID)
    with pytest.raises(Refused) as refused:
        do(cast, row, "approve", "fa1")
    found = refused.value.refusals[0]

    assert (found.code, found.rule) == ("second-missing", LIMIT)
    assert ("10,000,000.00" in str(found.message), str(found.next_step)) == (True, "请由财政经办乙复核。")
    assert waits(cast, "fo1", "fo2", "fa1") == ["fo2"]
    client.force_login(cast.user("fo2"))
    assert "第二位财政经办复核" in client.get(row.get_absolute_url()).content.decode()
    assert "复核同意" in client.get(f"/do/plan/{row.pk}/concur/").content.decode()

    row = do(cast, row, "return_to_unit", "fo1", reason="补正")
    for name, login in (
        ("reopen", "po1"), ("submit_for_review", "po1"), ("approve_in_unit", "ph1"), ("consent", "pb1"), ("submit", "ph1"),
    ):  # fmt: skip
        row = do(cast, row, name, login)
    row = do(cast, do(cast, row, "take", "fo1"), "recommend", "fo1", **SAID)

    assert (row.needs_second, row.chain["amount"]) == (False, "9600000.00")
    assert (waits(cast, "fo1", "fo2", "fa1"), do(cast, row, "approve", "fa1").state) == (["fa1"], "approved")


def test_the_second_is_another_clerk_and_the_first_hears_why_it_came_back(cast, client):
    row = do(cast, do(cast, filed(cast, category="F4"), "take", "fo1"), "recommend", "fo1", **SAID)
    with pytest.raises(Refused) as same:
        do(cast, row, "concur", "fo1")
    with pytest.raises(Refused) as by_deputy:
        perform(PLAN, row, "concur", actor=deputy_of_first(cast))
    with pytest.raises(Forbidden):
        do(cast, row, "reject", "fa1", reason="不属于政府职责")
    with pytest.raises(Forbidden):  # what the second looks at stays as it is
        propose(cast["fo1"], row, [row.items.get().pk], Proposal("refuse", "不属于政府职责"))

    assert (same.value.codes, by_deputy.value.codes) == (("separation-of-duties",),) * 2

    row = do(cast, row, "question", "fo2", reason="请核实新增部分")
    with pytest.raises(Refused) as first_part:
        do(cast, row, "recommend", "fo2", **SAID)
    with pytest.raises(Refused) as proposing:
        propose(cast["fo2"], row, [row.items.get().pk], Proposal("refuse", "不属于政府职责"))
    client.force_login(cast.user("fo1"))
    page = client.get(row.get_absolute_url()).content.decode()

    assert (row.state, first_part.value.codes, proposing.value.codes) == (
        "finance_review", ("separation-of-duties",), ("separation-of-duties",),
    )  # fmt: skip
    assert (waits(cast, "fo1", "fo2"), "请核实新增部分" in page) == (["fo1"], True)

    PlanItem.objects.filter(plan=row).update(category="F1")
    row = do(cast, row, "recommend", "fo1", **SAID)
    assert (row.second_opinion, waits(cast, "fo2", "fa1")) == ("", ["fo2"])
    row = perform(PLAN, row, "concur", actor=cast["fo2"], remark="无异议")
    client.force_login(cast.user("fa1"))
    page = client.get(row.get_absolute_url()).content.decode()

    assert (row.state, waits(cast, "fo1", "fo2", "fa1")) == ("recommended", ["fa1"])
    assert ("无异议" in page, "财政经办乙" in page) == (True, True)
    assert do(cast, row, "approve", "fa1").state == "approved"


def test_where_nobody_is_left_to_be_the_second_it_says_so(cast):
    row = do(cast, do(cast, filed(cast, category="F4"), "take", "fo1"), "recommend", "fo1", **SAID)
    Membership.objects.filter(user=cast.user("fo2")).update(valid_to=clock.today())

    with pytest.raises(Refused) as refused:
        do(cast, row, "approve", "fa1")

    assert "请系统管理员增补任职" in str(refused.value.refusals[0].next_step)


def of_the_city(**values: object) -> None:
    """The city's own version of the rule, from today on."""
    rule = RuleVersion.objects.get(code=LIMIT)
    rule.pk, rule.jurisdiction, rule.effective_from = None, "city", clock.today()
    for name, value in values.items():
        setattr(rule, name, value)
    rule.save(force_insert=True)


def deputy_of_first(cast: Cast):
    """A third clerk who stands in for the first."""
    deputy = add_person("fo3", "财政经办丙", cast.organisations["finance"], Role.FINANCE_CLERK)
    own = Membership.objects.get(user=cast.user("fo1"), role=Role.FINANCE_CLERK)
    end = clock.today() + timedelta(days=30)
    Membership.objects.filter(pk=deputy.membership.pk).update(on_behalf_of=own, valid_to=end)
    deputy.membership.refresh_from_db()
    return deputy
