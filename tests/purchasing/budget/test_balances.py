"""Figures of any past day: the sums of the entries made by its end in Beijing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast, add_organisation, add_purchaser
from portal.values import clock
from portal.workflow.perform import acting
from purchasing.budget.actions import enter, grant
from purchasing.budget.balances import Balance, balance_on, balance_then, lines_on, total_of
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.budget.queries import lines_for
from tests.factories.ledger import reduce, sums_of_entries

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
D = Decimal
MIDNIGHT = datetime(2025, 3, 1, 16, 0, tzinfo=UTC)  # 2 March begins in Beijing


@pytest.fixture
def line(cast: Cast) -> BudgetLine:
    """1,000 on 1 March, 700 frozen in its last millisecond, 100 freed as 2 March begins, 50 reduced on the 3rd."""
    steps = [(MIDNIGHT - timedelta(milliseconds=1), Kind.HOLD, "700.00"), (MIDNIGHT, Kind.RELEASE, "100.00")]
    with clock.at(datetime(2025, 3, 1, 2, 0, tzinfo=UTC)):
        row = granted(cast, "L1")
    for at, kind, amount in steps:
        LedgerEntry.objects.create(line=row, kind=kind, amount=D(amount), at=at)
    with clock.at(datetime(2025, 3, 3, 2, 0, tzinfo=UTC)):
        return reduce(cast, row, "50.00")


def granted(cast: Cast, code: str, amount: str = "1000.00") -> BudgetLine:
    return grant(
        cast["fo1"],
        cast.purchasers["cityorder"],
        year=2025,
        code=code,
        name=f"项目{code}",
        amount=D(amount),
        document="x",
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 28), Balance()),
        (date(2025, 3, 1), Balance(D(1000), D(700))),
        (date(2025, 3, 2), Balance(D(1000), D(600))),
        (date(2025, 3, 3), Balance(D(950), D(600))),
        (date(2199, 12, 31), Balance(D(950), D(600))),
    ],
)
def test_a_day_ends_at_midnight_in_beijing(line, day, expected):
    found = lines_on(BudgetLine.objects.all(), day)

    assert (balance_on(line, day), total_of(BudgetLine.objects.all(), day)) == (expected, expected)
    assert [balance_then(row) for row in found] == ([expected] if expected.granted else [])


def test_the_last_day_is_what_the_line_says_and_what_its_entries_come_to(cast, line):
    with acting(cast["fa1"]) as act:
        for kind, amount in ((Kind.COMMIT, "300.00"), (Kind.PAY, "120.55"), (Kind.REFUND, "0.55")):
            enter(act, line, kind, D(amount))

    line.refresh_from_db()
    expected = Balance(line.granted, line.held, line.committed, line.paid)
    assert balance_on(line, clock.today()) == expected == total_of(BudgetLine.objects.all())
    assert vars(expected) == sums_of_entries(line)
    assert expected.free == line.free


def client_of(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_list_shows_the_figures_of_the_day_and_links_to_them(cast, line):
    page = client_of(cast, "fo1").get("/desk/budget/?on=2025-03-02").text

    for text in ("截至 2025-03-02 日终", "1,000.00", "600.00", "400.00", f"{line.get_absolute_url()}?on=2025-03-02"):
        assert text in page, text
    assert "950.00" not in page


def test_the_page_of_a_line_shows_them_beside_those_of_now(cast, line):
    page = client_of(cast, "po1").get(f"{line.get_absolute_url()}?on=2025-03-01").text

    for text in ("截至 2025-03-01 日终", "700.00", "950.00"):
        assert text in page, text


def test_the_sums_are_those_of_what_is_chosen(cast, line):
    other = add_purchaser(add_organisation("parks", "公园中心（虚构）", "other"), cast.organisations["finance"])
    grant(cast["fo1"], other, year=2026, code="P", name="养护", amount=D("7.00"), document="x", category="F2")
    client = client_of(cast, "fo1")

    texts = {query: client.get(f"/desk/budget/?{query}").context["total"].granted for query in (
        "", f"purchaser={other.pk}", "fiscal_year=2025", "category=F2", "category=F1", "q=养护", "on=2025-03-01",
        f"on=2025-03-01&purchaser={other.pk}",
    )}  # fmt: skip

    assert list(texts.values()) == [
        D("957.00"),
        D("7.00"),
        D("950.00"),
        D("7.00"),
        D("950.00"),
        D("7.00"),
        D("1000.00"),
        D(0),
    ]


def test_the_download_carries_the_figures_of_the_day(cast, line):
    answer = client_of(cast, "fo1").get("/desk/budget/?on=2025-03-02&format=csv")

    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[1].endswith(",2025,现有预算统筹,1000.00,600.00,0.00,0.00,400.00")
    assert "2025-03-02" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    "query", ["on=x", "on=2025-02-30", "purchaser=x", "purchaser=999999", "category=F5", "fiscal_year=x"]
)
def test_what_is_no_choice_is_said_and_shows_nothing(cast, line, query):
    assert client_of(cast, "fo1").get(f"/desk/budget/?{query}").status_code == 400


def test_a_unit_is_not_offered_the_purchasers_of_others(cast, line):
    other = add_purchaser(add_organisation("parks", "公园中心（虚构）", "other"), cast.organisations["finance"])
    grant(cast["fo1"], other, year=2025, code="P", name="养护", amount=D("7.00"), document="x")

    assert "公园中心" not in client_of(cast, "po1").get("/desk/budget/").text
    assert client_of(cast, "po1").get(f"/desk/budget/?purchaser={other.pk}").status_code == 400


@pytest.mark.parametrize("query", ["", "?on=2030-01-01"])
def test_the_list_costs_the_same_for_one_line_and_three(cast, line, query):
    client, counts = client_of(cast, "fo1"), []
    for codes in ((), ("A", "B")):
        for code in codes:
            granted(cast, code)
        client.get(f"/desk/budget/{query}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/desk/budget/{query}")
        counts.append(len(asked))

    assert lines_for(cast["fo1"]).count() == 3
    assert counts[0] == counts[1] <= 12
