"""The yearly roll-up: what was approved in city and counties on that day, and what came or changed since."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_organisation, add_person, add_purchaser
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform, writing_states
from purchasing.group.flow import GROUP_MATTER
from purchasing.models import AnnualPlan, GroupMatter, PlanItem, PlanRollup, RollupRow
from purchasing.rollup.actions import compile_rollup
from purchasing.rollup.queries import drift, figures
from tests.factories.cases import catalogue_item, plan, plan_item
from tests.flows.build_group_matter import meeting_of
from tests.portal.ui.system.conftest import signed_in

pytestmark = pytest.mark.django_db
YEAR = 2025


@pytest.fixture
def county(cast: Cast) -> Cast:
    """Beside the city's unit one of 浮梁县 with its own finance bureau, and an approved item of each."""
    finance = add_organisation("county-finance", "浮梁财政局（虚构）", Organization.Kind.ADMINISTRATION)
    unit = add_organisation("county-unit", "浮梁城管所（虚构）", Organization.Kind.ADMINISTRATIVE_UNIT)
    Organization.objects.filter(pk__in=[finance.pk, unit.pk]).update(region="360222")
    finance.refresh_from_db()
    cast.organisations["county-finance"] = finance
    cast.purchasers["county"] = add_purchaser(unit, finance)
    cast.actors["county-fo"] = add_person("county-fo", "县财政经办", finance, Role.FINANCE_CLERK)
    plan_item(cast, state="approved")
    item(cast, "county", "1200000.00", category="F4")
    return cast


def item(cast: Cast, unit: str, amount: str, **fields: Any) -> PlanItem:
    author, purchaser = cast.user("po1"), cast.purchasers[unit]
    parent = AnnualPlan.objects.filter(purchaser=purchaser, fiscal_year=YEAR).first()
    if parent is None:
        parent = AnnualPlan(
            purchaser=purchaser, fiscal_year=YEAR, author=author, drafted_at=plan(cast, year=2020).drafted_at
        )
        parent.state = "published"
        with writing_states():
            parent.save()
    row = plan_item(
        cast, plan_row=parent, state="draft", amount=Decimal(amount), catalogue_item=catalogue_item("A1154"), **fields
    )
    row.state, row.ocid = "approved", f"ocds-jdzgf1-{YEAR}-{row.pk:06d}"
    with writing_states():
        row.save()
    return row


def shown(rollup: PlanRollup, way: str) -> dict[str, tuple[int, Decimal]]:
    return {f.label: (f.count, f.amount) for f in figures(rollup, way)}


def test_a_snapshot_sums_city_and_counties_by_four_ways_and_stays(county: Cast):
    rollup = compile_rollup(county["fo1"], YEAR)

    city, one, both = Decimal("9600000.00"), Decimal("1200000.00"), Decimal("10800000.00")
    assert (rollup.count, rollup.total) == (2, both)
    assert shown(rollup, "region") == {"市本级": (1, city), "浮梁县": (1, one)}
    assert shown(rollup, "department") == {"市城市管理局（虚构）": (1, city), "浮梁城管所（虚构）": (1, one)}
    assert [count for count, _amount in shown(rollup, "group").values()] == [2]
    assert sorted(label[:2] for label in shown(rollup, "source")) == ["F1", "F4"]
    assert compile_rollup(county["county-fo"], YEAR).total == one, "a county compiles its own"
    later = item(county, "county", "300000.00", seq=9)
    PlanItem.objects.filter(amount=city).update(amount=Decimal("9500000.00"))
    assert drift(rollup) == {"new": 1, "amount": later.amount, "changed": 1}
    rollup.refresh_from_db()
    assert (rollup.total, sum(f.amount for f in figures(rollup, "source"))) == (both, both)
    with pytest.raises(DatabaseError), transaction.atomic():
        RollupRow.objects.update(amount=1)
    with pytest.raises(Refused) as refused:
        compile_rollup(county["fo1"], 2031)
    assert [r.code for r in refused.value.refusals] == ["nothing-approved"]
    with pytest.raises(Forbidden):
        compile_rollup(county["fa1"], YEAR)


def test_finance_sends_it_and_the_groups_decision_comes_back_to_it(county: Cast):
    finance, office = signed_in(county.user("fo1")), signed_in(county.user("co1"))
    assert finance.post("/desk/rollups/new/", {"year": YEAR, "form_key": "a"}).status_code == 302
    assert finance.post("/desk/rollups/new/", {"year": YEAR, "form_key": "a"}).status_code == 302
    rollup = PlanRollup.objects.get()
    page = rollup.get_absolute_url()
    assert office.get(page).status_code == 404, "the group reads what was sent to it"
    sent = {"group": county.organisations["coordination"].pk, "summary": "请审定。", "version": rollup.version}
    assert finance.post(f"{page}send/", sent).status_code == 302
    assert finance.post(f"{page}send/", sent).status_code == 403, "sent once"

    matter = GroupMatter.objects.get()
    assert (matter.kind, matter.proposer) == ("rollup", county.organisations["finance"])
    assert [table["foot"] for table in matter.annex] == [["合计", 2, "10,800,000.00"]] * 4
    assert waiting_for(county["co1"]).filter(transition="put_on_agenda").count() == 1
    meeting = meeting_of(county)
    perform(GROUP_MATTER, matter, "put_on_agenda", actor=county["co1"], data={"meeting": meeting, "place": 1})
    assert "按区域" in signed_in(county.user("cl1")).get(f"/do/group_matter/{matter.pk}/decide/").text
    perform(GROUP_MATTER, matter, "decide", actor=county["cl1"], data={"outcome": "agreed", "decision": "同意。"})
    item(county, "county", "300000.00", seq=9)

    text = finance.get(page).text
    assert ("同意。" in text, "新批准 1 项、300,000.00 元" in text, "浮梁县" in text) == (True, True, True)
    seen(finance, page, "rows/?region=360222", "浮梁城管所（虚构）", "昌南城管服务中心（虚构）")
    seen(finance, page, "rows/?source=F1", "昌南城管服务中心（虚构）", "浮梁城管所（虚构）")
    seen(office, page, "since/", "300,000.00", "9,600,000.00")
    assert finance.get(f"{page}rows/?format=xlsx")["Content-Type"].endswith("spreadsheetml.sheet")
    assert signed_in(county.user("po1")).get("/desk/rollups/").status_code == 403
    for address in (page, f"{page}rows/", f"{page}since/", "/desk/rollups/"):
        with CaptureQueriesContext(connection) as asked:
            assert office.get(address).status_code == 200
        assert len(asked) <= 12, (address, [q["sql"][:120] for q in asked])
    assert RollupRow.objects.count() == 2


def seen(client: Client, page: str, address: str, there: str, hidden: str) -> None:
    """The rows of an address: one unit's, not the other's; what the filters offer stands before the table."""
    _head, _table, rows = client.get(page + address).text.rpartition("<tbody")
    assert (there in rows, hidden in rows) == (True, False)
