"""The pages of path B: who sees what, what is refused in place, and what a page costs."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.demo.cast import Cast
from portal.demo.story.additional import beijing, scan_of
from portal.values import clock
from purchasing.models import AdditionalBudgetRequest
from tests.factories.additional import GAP, item_of_path_b, outside_act, request
from tests.purchasing.plan.clerk import client_of

pytestmark = pytest.mark.django_db
PART = Decimal("1440000.00")


@pytest.fixture(autouse=True)
def spring_of_2026(db: None) -> None:
    clock.freeze_at(beijing(2026, 3, 2, 10))


def statements(client: Client, path: str, limit: Any) -> int:
    client.get(path)
    with limit(40) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("login", ["po1", "fo1"])
def test_the_list_costs_the_same_for_one_and_three_rows(
    cast: Cast, login: str, django_assert_max_num_queries: Any
) -> None:
    client = client_of(cast, login)
    request(cast, state="filed")
    one = statements(client, "/desk/additional/", django_assert_max_num_queries)
    request(cast, state="filed")
    request(cast, state="finance_opinion")

    three = statements(client, "/desk/additional/", django_assert_max_num_queries)

    assert one == three <= 12


def test_a_request_with_all_its_papers_costs_no_more(cast: Cast, django_assert_max_num_queries: Any) -> None:
    row = request(cast, state="congress_approved")
    outside_act(cast, row, "government")
    one = statements(client_of(cast, "fo1"), row.get_absolute_url(), django_assert_max_num_queries)
    for kind in ("submission", "congress", "grant"):
        outside_act(cast, row, kind)

    four = statements(client_of(cast, "fo1"), row.get_absolute_url(), django_assert_max_num_queries)

    assert one == four <= 16


@pytest.mark.parametrize(
    ("login", "draft", "filed"),
    [
        ("po1", 200, 200), ("ph1", 200, 200), ("fo1", 404, 200), ("fa1", 404, 200), ("pb1", 404, 200), ("co1", 404, 200),
        ("cl1", 404, 200), ("su1", 200, 200), ("au1", 200, 200), ("s1", 404, 404), ("ag1", 404, 404), ("sa1", 404, 404),
    ],
)  # fmt: skip
def test_a_draft_is_the_units_and_a_filed_request_is_seen_by_those_who_decide(
    cast: Cast, login: str, draft: int, filed: int
) -> None:
    client = client_of(cast, login)
    rows = request(cast), request(cast, state="filed")

    found = [client.get(row.get_absolute_url()).status_code for row in rows]

    assert found == [draft, filed]


def test_the_scan_is_read_by_whoever_reads_the_request(cast: Cast) -> None:
    row = request(cast, state="government_decided")
    scan = outside_act(cast, row, "government").scan

    answers = {login: client_of(cast, login).get(f"/files/{scan.key}/") for login in ("po1", "fa1", "s1")}
    bodies = {login: b"".join(answer) for login, answer in answers.items()}

    assert {login: answer.status_code for login, answer in answers.items()} == {"po1": 200, "fa1": 200, "s1": 404}
    assert [bodies[login] == scan_of("文件").content for login in ("po1", "fa1")] == [True, True]
    assert Client().get(f"/files/{scan.key}/").status_code == 404


def test_the_clerk_starts_and_writes_and_a_second_press_opens_the_same(cast: Cast) -> None:
    item, client = item_of_path_b(cast), client_of(cast, "po1")
    listed = client.get("/desk/additional/").text

    first = client.post(f"/desk/additional/start/{item.pk}/")
    second = client.post(f"/desk/additional/start/{item.pk}/")

    row = AdditionalBudgetRequest.objects.get()
    assert f"/desk/additional/start/{item.pk}/" in listed
    assert (first.url, second.url) == (f"/desk/additional/{row.pk}/edit/", row.get_absolute_url())
    saved = client.post(first.url, {"version": 1, "cycle": "annual", "ground": "", "justification": "服务对象增加"})
    row.refresh_from_db()
    assert (saved.status_code, row.justification) == (302, "服务对象增加")


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("纪要.pdf", scan_of("纪要").content, content_type="application/pdf")


def test_a_record_is_made_on_its_page_and_a_refusal_keeps_what_was_typed(cast: Cast) -> None:
    row = request(cast, state="finance_opinion", stance="partial", supported=PART)
    client, page = client_of(cast, "fo1"), f"/do/additional/{row.pk}/record_government/"
    said = {"document": "常务会议纪要31号", "on": "2026-03-02", "outcome": "agreed", "form_key": "k"}

    above = client.post(page, {**said, "amount": "1,440,000.01", "scan": upload()})
    fits = client.post(page, {**said, "amount": "1,440,000", "scan": upload()})
    twice = client.post(page, {**said, "amount": "1,440,000", "scan": upload()})

    assert (above.status_code, "须先由协调推进小组组长批注" in above.text) == (409, True)
    assert "常务会议纪要31号" in above.text
    assert (fits.status_code, twice.status_code, row.acts.count()) == (302, 302, 1)


def test_who_confirms_sees_the_record_and_its_scan(cast: Cast) -> None:
    row = request(cast, state="finance_opinion", pending="agreed")
    scan = outside_act(cast, row, "government", document="常务会议纪要31号").scan
    client, page = client_of(cast, "fa1"), f"/do/additional/{row.pk}/confirm_government/"

    shown = client.get(page).text
    done = client.post(page, {"form_key": "k"})

    row.refresh_from_db()
    assert ("常务会议纪要31号" in shown, scan.key in shown) == (True, True)
    assert (done.status_code, row.state, row.decided) == (302, "government_decided", GAP)


def test_without_scan_or_with_a_day_to_come_nothing_is_recorded(cast: Cast) -> None:
    row = request(cast, state="finance_opinion")
    client, page = client_of(cast, "fo1"), f"/do/additional/{row.pk}/record_government/"
    said = {"document": "31号", "outcome": "agreed", "amount": str(GAP), "form_key": "k"}
    tomorrow = clock.today() + timedelta(days=1)

    bare = client.post(page, {**said, "on": "2026-03-02"})
    early = client.post(page, {**said, "on": tomorrow.isoformat(), "scan": upload()})

    assert (bare.status_code, early.status_code, row.acts.count()) == (422, 409, 0)
    assert "只登记已经作出的决定" in early.text


def test_the_sheet_is_refused_in_place_and_pressed_twice_counts_once(cast: Cast) -> None:
    row = request(
        cast, state="budget_granted", item=item_of_path_b(cast, state="returned"), decided=PART, approved=PART
    )
    bears = row.item.funding.first()
    assert bears is not None
    bears.amount += PART
    bears.save()
    client, page = client_of(cast, "po1"), f"/desk/additional/{row.pk}/rescope/"
    key = re.search('name="form_key" value="([^"]+)"', client.get(page).text)
    assert key is not None
    rows = {
        "version": row.version, "form_key": key[1], "tasks-TOTAL_FORMS": "1", "tasks-INITIAL_FORMS": "0",
        "tasks-0-name": "清扫", "tasks-0-unit": "项", "tasks-0-quantity": "1",
    }  # fmt: skip

    above = client.post(page, {**rows, "tasks-0-unit_price": "9120000.01"})
    presses = [client.post(page, {**rows, "tasks-0-unit_price": "9120000"}).status_code for _press in range(2)]

    row.item.refresh_from_db()
    assert (above.status_code, "9,120,000.00 元" in above.text, presses) == (409, True, [302, 302])
    assert (row.item.amount, row.item.state) == (Decimal("9120000.00"), "funding_check")
    assert (
        client_of(cast, "fo1").post(page, {**rows, "form_key": "other", "tasks-0-unit_price": "9120000"}).status_code
        == 409
    )
