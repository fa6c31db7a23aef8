"""The pages of the public site: everyone reads them, what is filtered is what is downloaded, costs do not grow."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.exposure import REGISTRY
from disclosure.item.models import SECTIONS
from portal.values import clock
from tests.disclosure.things import AT, thing

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
STILL = (
    "/",
    "/search/",
    "/open-data/",
    "/help/",
    "/help/bidding/",
    "/help/supervising/",
    "/help/disclosure/",
    "/about/",
    "/sitemap/",
    "/robots.txt",
)


def filled(cast, number):
    supplier = cast.organisations["qianyao"]
    kinds = {
        "plans": "plan",
        "intentions": "intention",
        "notices": "notice",
        "results": "result",
        "contracts": "contract",
        "acceptances": "acceptance",
        "payments": "payment",
        "evaluations": "evaluation",
    }
    return [
        thing(
            cast,
            n,
            section=section,
            kind=kind,
            title=f"第{n}号{label}",
            supplier=supplier,
            supplier_name=supplier.name,
            published_at=AT + timedelta(minutes=n),
        )
        for section, kind in kinds.items()
        for n in range(number)
        for label in [SECTIONS[section]]
    ]


def statements(client, path):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len(queries)


@pytest.mark.parametrize(
    "path", [*STILL, *(f"/{s}/" for s in SECTIONS), *(f"/{s}/feed.atom" for s in SECTIONS), "/search/feed.atom"]
)
def test_every_page_is_there_before_anything_is_published(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "page", ["", "search/", *(f"{s}/" for s in SECTIONS), "organization", "detail", "notices/feed.atom"]
)
def test_a_page_costs_as_many_statements_with_three_things_as_with_one(client, cast, page):
    things = filled(cast, 1)
    paths = {
        "organization": f"/organizations/{cast.organisations['cityorder'].uscc}/",
        "detail": things[2].get_absolute_url(),
    }
    path = paths.get(page, f"/{page}")
    one = statements(client, path)
    for n in (1, 2):
        thing(cast, n, section="notices", title=f"另一件{n}")
        thing(cast, n, section="contracts", kind="contract", title=f"另一件{n}")

    three = statements(client, path)

    assert three == one
    assert three <= 11  # and one more for the version of the site


def test_a_list_shows_its_section_and_nothing_else(client, cast):
    filled(cast, 1)

    text = client.get("/contracts/").content.decode()

    assert "第0号合同公告" in text
    assert "第0号采购公告" not in text


def test_a_filter_holds_for_page_download_and_feed(client, cast):
    thing(cast, 1, title="甲项目", method="open_tender")
    thing(cast, 2, title="乙项目", method="single_source")
    query = "?method=single_source"

    page = client.get(f"/notices/{query}").content.decode()
    table = list(csv.DictReader(io.StringIO(b"".join(client.get(f"/notices/{query}&format=csv")).decode("utf-8-sig"))))
    data = json.loads(b"".join(client.get(f"/notices/{query}&format=json")), parse_float=Decimal)
    feed = ET.fromstring(client.get(f"/notices/feed.atom{query}").content)

    assert ("甲项目" in page, "乙项目" in page) == (False, True)
    assert [row["标题"] for row in table] == ["乙项目"]
    assert [(row["title"], row["amount"]) for row in data] == [("乙项目", Decimal("4600000.00"))]
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["乙项目"]
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"http://testserver/notices/feed.atom{query}"


def test_a_thousand_things_of_one_instant_are_all_seen_once(client, cast):
    for number in range(101):
        thing(cast, number, title=f"同时发布{number}")
    seen, path = [], "/notices/"

    while path:
        page = client.get(path).context["page"]
        seen += [row.subject_pk for row in page.rows]
        path = f"/notices/{page.older_url}" if page.older_url else ""

    assert sorted(seen, key=int) == [str(n) for n in range(101)]


@pytest.mark.parametrize(
    "query",
    [
        "after=forged",
        "before=a:b:c",
        "sort=price",
        "format=exe",
        "kind=nothing",
        "purchaser=1e99",
        "fiscal_year=x",
        "since=2026-02-30",
    ],
)
def test_an_address_nobody_gave_out_is_a_bad_request(client, cast, query):
    thing(cast)

    assert client.get(f"/notices/?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["q=%25", "q=_", "q='", "q=%27%27%27", "q=" + "长" * 2000, "purchaser=2147483647", "q=%F0%9F%98%80"]
)
def test_odd_searches_are_answered(client, cast, query):
    thing(cast)

    assert client.get(f"/notices/?{query}").status_code == 200


def test_a_detail_shows_frozen_content_fingerprint_and_way_to_the_file(client, cast):
    item = thing(
        cast,
        content={
            "purchaser": "昌南",
            "budget": "4600000.00",
            "scope": "第一段\n第二段",
            "criteria": [{"name": "价格", "points": 20}],
        },
    )

    text = client.get(item.get_absolute_url()).content.decode()

    assert "4,600,000.00" in text
    assert item.sha256 in text
    assert "/procurements/ocds-jdzgf1-2026-000001/" in text
    assert "<p>第一段</p><p>第二段</p>" in text


def test_a_thing_is_found_only_in_its_own_section(client, cast):
    item = thing(cast)

    assert client.get(f"/contracts/{item.pk}/").status_code == 404
    assert client.get("/notices/99999999999999999999/").status_code == 404


def test_text_is_shown_as_text(client, cast):
    item = thing(cast, title="<script>alert(1)</script>", content={"scope": "<img src=x onerror=1>"})

    assert b"<script>alert" not in client.get("/notices/").content
    assert b"<img src=x" not in client.get(item.get_absolute_url()).content
    assert client.get("/notices/feed.atom").content.count(b"<script>") == 0


def test_an_organisation_is_shown_with_its_contracts_by_year(client, cast):
    filled(cast, 2)
    code = cast.organisations["qianyao"].uscc

    text = client.get(f"/organizations/{code}/").content.decode()
    picture = client.get(f"/organizations/{code}/chart.svg?side=supplier")

    assert "9,200,000.00" in text
    assert picture["Content-Type"].startswith("image/svg+xml")
    assert b"<script" not in picture.content
    assert ET.fromstring(picture.content).tag == "{http://www.w3.org/2000/svg}svg"


def test_an_organisation_of_which_nothing_is_public_is_not_found(client, cast):
    assert client.get(f"/organizations/{cast.organisations['law'].uscc}/").status_code == 404
    assert client.get("/organizations/not-a-code/").status_code == 404


def test_the_home_page_counts_the_year(client, cast, settings):
    year = client.get("/").context["year"]
    thing(cast, 1, section="contracts", kind="contract", fiscal_year=year)
    thing(cast, 2, section="evaluations", kind="evaluation", fiscal_year=year, score=Decimal("86.66"))

    figures = {str(f.label): f.value for f in client.get("/").context["figures"]}

    assert figures == {"计划金额": "0.00", "已采购": "0.00", "合同": "1", "平均评价": "86.7"}


def test_the_home_page_names_the_last_year_that_has_a_mean(client, cast):
    year = client.get("/").context["year"]
    thing(cast, 1, section="evaluations", kind="evaluation", fiscal_year=year - 2, score=Decimal("91.20"))
    thing(cast, 2, section="evaluations", kind="evaluation", fiscal_year=year - 1, score=Decimal("80.00"))

    mean = client.get("/").context["figures"][-1]

    assert (mean.value, mean.note) == ("80.0", f"{year - 1} 年度，1 个项目")
    assert mean.href == f"/evaluations/?fiscal_year={year - 1}&kind=evaluation"


def test_the_items_of_a_plan_are_read_one_by_one(client, cast):
    row = {"title": "公厕管护", "summary": "保洁和维修。", "amount": "4600000.00", "expected_month": "2026-10-01"}
    plan = thing(cast, section="plans", kind="plan", content={"items": [row]})

    page = client.get(plan.get_absolute_url())

    (block,) = page.context["reading"].blocks
    (record,) = block.records
    assert (block.kind, record.title) == ("records", "公厕管护")
    assert ("金额（元）", "4,600,000.00") in [(str(f.label), f.value) for f in record.facts]
    assert [f.value for f in record.texts] == ["保洁和维修。", "—", "—"]


def test_a_reader_sees_the_article_and_never_the_code_of_a_rule(client, cast):
    for exposure in REGISTRY.values():
        item = thing(cast, section=exposure.section, kind=exposure.kind)
        assert not re.search(r"R-\d", str(client.get(item.get_absolute_url()).context["basis"]))

    assert not re.search(r"R-\d", client.get("/help/disclosure/").content.decode())


def test_a_long_case_shows_its_newest_things_and_leads_to_the_dossier(client, cast):
    rows = [thing(cast, number) for number in range(1, 12)]

    page = client.get(rows[0].get_absolute_url())

    assert len(page.context["related"]) == 8
    assert f'href="/procurements/{rows[0].ocid}/"' in page.content.decode()


@pytest.mark.parametrize(("minutes", "open_"), [(-1, True), (1, False)])
def test_until_the_closing_a_notice_leads_suppliers_to_the_document(cast, client, minutes, open_):
    item = thing(cast, 1)

    with clock.at(item.closes_at + timedelta(minutes=minutes)):
        page = client.get(item.get_absolute_url()).text
        home = client.get("/").text

    assert (f'href="/desk/opportunities/{item.ocid}/"' in page) == open_
    assert ("已截止" in home) != open_
