"""Listings: every row once whatever the order, filters as declared, downloads of exactly what is filtered."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import django_filters
import openpyxl
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.ui.listing import Column, Facet, ListPage, Sort, listing
from portal.ui.listing.export import export, neutral

DAY = date(2025, 1, 1)
COLUMNS = [
    Column("person", "姓名", "user.display_name"),
    Column("role", "岗位", lambda m: m.get_role_display()),
    Column("since", "自", "valid_from", kind="day"),
]
SORTS = [
    Sort("newest", "最新", ["-valid_from"]),
    Sort("ending", "将止", ["valid_to"]),
    Sort("ending_last", "后止", ["-valid_to"]),
    Sort("person", "姓名", ["user__display_name"]),
]


class MembershipFilter(django_filters.FilterSet):
    role = django_filters.MultipleChoiceFilter(label="岗位", choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    since = django_filters.DateFilter(label="自", field_name="valid_from")

    class Meta:
        model = Membership
        fields = ["role"]


@pytest.fixture
def people(db) -> list[Membership]:
    unit = Organization.objects.create(
        uscc="91350211M000100Y43", name="千窑城服（虚构）", kind=Organization.Kind.values[0]
    )
    return [_member(unit, number) for number in range(47)]


def _member(unit: Organization, number: int) -> Membership:
    user = User.objects.create(username=f"u{number}", display_name=f"经办{number % 5}")
    ends = [None, date(2026, 1, 1), date(2026, 1, 2)][number % 3]
    role = Role.SUPPLIER if number % 4 else Role.EXPERT
    return Membership.objects.create(user=user, organization=unit, role=role, valid_from=DAY, valid_to=ends)


def page_of(query: str = "", **changes: object) -> ListPage:
    request = RequestFactory().get(f"/members/{query}")
    options = {"columns": COLUMNS, "filterset": MembershipFilter, "order": SORTS, "page_size": 10} | changes
    rows = Membership.objects.select_related("user")
    return listing(request, rows, facets=[Facet("role")], search=["user__display_name"], **options)


def walk(start: str) -> list[list[int]]:
    pages, query = [], start
    while True:
        page = page_of(query)
        pages.append([row.pk for row in page.rows])
        if not page.older_url:
            return pages
        query = page.older_url


@pytest.mark.parametrize("sort", [s.name for s in SORTS])
def test_every_row_of_one_day_is_seen_once(people: list[Membership], sort: str) -> None:
    pages = walk(f"?sort={sort}")

    assert [len(p) for p in pages] == [10, 10, 10, 10, 7]
    assert sorted(pk for page in pages for pk in page) == sorted(m.pk for m in people)


@pytest.mark.parametrize("sort", [s.name for s in SORTS])
def test_the_way_back_leads_over_the_same_pages(people: list[Membership], sort: str) -> None:
    forward = walk(f"?sort={sort}")
    page = page_of(f"?sort={sort}")
    while page.older_url:
        page = page_of(page.older_url)

    backward = [[row.pk for row in page.rows]]
    while page.newer_url:
        page = page_of(page.newer_url)
        backward.append([row.pk for row in page.rows])

    assert backward == forward[::-1]


def test_a_row_added_in_front_moves_nothing_on_the_next_page(people: list[Membership]) -> None:
    first = page_of()
    expected = [row.pk for row in page_of(first.older_url).rows]
    _member(people[0].organization, 100)

    assert [row.pk for row in page_of(first.older_url).rows] == expected


@pytest.mark.parametrize(
    "query",
    ["?after=forged", "?after=W10:1abc:def", "?before=%00x", "?sort=password", "?sort=-valid_from;", "?format=exe"],
)
def test_what_the_list_never_offered_is_a_bad_request(people: list[Membership], query: str) -> None:
    with pytest.raises(BadRequest):
        page_of(query)


@pytest.mark.parametrize("change", ["&role=ex", "&sort=person", "&q=1"])
def test_a_cursor_is_not_good_for_another_filter_or_order(people: list[Membership], change: str) -> None:
    older = page_of().older_url

    with pytest.raises(BadRequest):
        page_of(older + change)


def test_a_facet_counts_what_the_other_filters_leave(people: list[Membership]) -> None:
    page = page_of("?role=ex")

    assert page.total == "12"
    (facet,) = page.facets
    assert {o.value: (o.count, o.chosen) for o in facet.options} == {"sp": ("35", False), "ex": ("12", True)}


def test_a_page_costs_the_same_statements_whatever_its_rows(people: list[Membership]) -> None:
    for query, rows in (("", 10), ("?q=经办1", 10), ("?sort=person", 10)):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            page = page_of(query)
            assert len(page.lines) == rows
        assert len(statements) == 3  # rows, total, facets


def test_counts_stop_at_the_cap(people: list[Membership], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.ui.listing.facets.CAP", 20)

    page = page_of()

    assert page.total == "20+"
    assert {o.value: o.count for o in page.facets[0].options} == {"sp": "20+", "ex": "12"}


def test_search_takes_signs_literally(people: list[Membership]) -> None:
    assert page_of("?q=%25").count == 0
    assert page_of("?q=_").count == 0
    assert page_of("?q=经办１").count == 10


def test_a_filter_not_understood_shows_nothing_and_says_so(people: list[Membership]) -> None:
    page = page_of("?since=2026-02-30")

    assert page.rows == []
    assert not page.is_valid


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ["共 47 条", "下一页", "下载", "评审专家"]),
        ("?q=没有", ["没有符合条件的内容", "清除全部条件"]),
        ("?since=2026-02-30", ["筛选条件有误", "errorlist"]),
    ],
)
def test_the_page_shows_rows_or_why_there_are_none(people: list[Membership], query: str, words: list[str]) -> None:
    page = page_of(query)
    page.request.user, page.request.actor, page.request.htmx = AnonymousUser(), None, True  # type: ignore[attr-defined]

    answer = page.respond()

    assert answer.status_code == (200 if page.is_valid else 422)
    body = answer.content.decode()  # type: ignore[attr-defined]
    assert [word for word in words if word not in body] == []
    assert "<html" not in body


def test_csv_holds_exactly_what_is_filtered(people: list[Membership]) -> None:
    body = b"".join(page_of("?format=csv&role=ex").respond().streaming_content)

    assert body.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert lines[0] == ["姓名", "岗位", "自"]
    assert len(lines) == 13
    assert {line[1] for line in lines[1:]} == {"评审专家"}


def rows_of_evil() -> list[SimpleNamespace]:
    at = datetime(2025, 3, 11, 23, 30, tzinfo=UTC)
    return [
        SimpleNamespace(text=text, amount=Decimal("-5.10"), at=at)
        for text in ("=1+1", "+cmd", "-2", "@x", "\tx", 'a,"b"\nc\x0b')
    ]


EVIL_COLUMNS = [Column("text", "=文"), Column("amount", "金额", kind="money"), Column("at", "时间", kind="instant")]


def test_csv_cells_are_no_formulas_and_numbers_stay_numbers() -> None:
    body = b"".join(export("csv", rows_of_evil(), EVIL_COLUMNS, "x").streaming_content)  # type: ignore[attr-defined]

    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert [line[0] for line in lines[1:]] == ["'=1+1", "'+cmd", "'-2", "'@x", "'\tx", 'a,"b"\nc']
    assert lines[1][1:] == ["-5.10", "2025-03-12 07:30:00"]


def test_xlsx_cells_are_text_never_formulas() -> None:
    response = export("xlsx", rows_of_evil(), EVIL_COLUMNS, "x")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]

    cells = [(row[0].value, row[0].data_type) for row in book.active.iter_rows(min_row=2)]
    assert cells[0] == ("=1+1", "s")
    assert {kind for _value, kind in cells} == {"s"}
    assert book.active["B2"].value == -5.1
    assert book.active["C2"].value == datetime(2025, 3, 12, 7, 30)


def test_json_carries_amounts_as_numbers_with_their_places() -> None:
    body = b"".join(export("json", rows_of_evil()[:1], EVIL_COLUMNS, "x").streaming_content)  # type: ignore[attr-defined]

    assert b'"amount": -5.10' in body
    assert json.loads(body) == [{"text": "=1+1", "amount": -5.1, "at": "2025-03-12T07:30:00+08:00"}]


@pytest.mark.parametrize(("value", "text"), [(None, ""), (Decimal("1E+3"), "1000"), (" =1", "' =1"), ("甲", "甲")])
def test_a_cell_is_neutralised(value: object, text: str) -> None:
    assert neutral(value) == text


def test_a_month_is_shown_without_a_day_and_times_are_known_as_such():
    row = SimpleNamespace(since=date(2026, 3, 1))

    shown = {kind: Column("since", "自", kind=kind).display(row) for kind in ("day", "month")}

    assert shown == {"day": "2026-03-01", "month": "2026-03"}
    assert [kind for kind in ("text", "money", "day", "month", "instant") if Column("x", "x", kind=kind).is_time] == [
        "day", "month", "instant",
    ]  # fmt: skip
