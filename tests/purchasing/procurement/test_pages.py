"""The desk's pages of the preparation of a procurement, as the people of the case see them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast
from portal.demo.story import tender as tenders
from portal.demo.story.intention import beijing
from portal.values import clock
from purchasing.models import Clarification, DocumentTaking, Intention, Procurement, Requirement
from purchasing.procurement import queries
from tests.factories import preparation
from tests.purchasing.procurement.test_chain import announced

READERS = ["po1", "ph1", "pb1", "ag1", "fo1", "fa1", "su1", "au1", "co1", "pf1", "pr1"]
TAKERS = ("千窑", "昌江城洁", "获取招标文件的供应商", "DocumentTaking")


@pytest.fixture
def tendered(cast: Cast) -> Procurement:
    procurement = announced(cast)
    tenders.add_takers(cast)
    assert tenders.SC01_DAYS.announced is not None
    tenders.take_documents(cast, procurement, ("s1", "s5"), tenders.SC01_DAYS.announced + timedelta(hours=2))
    return procurement


def shown(client: Client, row: Procurement) -> str:
    return client.get(row.get_absolute_url()).content.decode()


def browse(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


@pytest.mark.parametrize("login", READERS)
def test_staff_read_the_procurement_without_a_word_about_who_obtained_the_document(
    cast: Cast, tendered: Procurement, login: str
) -> None:
    page = browse(cast, login).get(tendered.get_absolute_url())

    text = page.content.decode()
    assert page.status_code == 200
    assert [name for name in TAKERS if name in text] == []


@pytest.mark.parametrize("login", ["s1", "lc1", "ex1", "tp1", "sa1", "mz1"])
def test_others_do_not_find_the_procurement(cast: Cast, login: str) -> None:
    row = preparation.receiving(cast)

    assert browse(cast, login).get(row.get_absolute_url()).status_code in (403, 404)


def test_a_person_of_the_unit_without_a_duty_in_it_does_not_find_it(cast: Cast) -> None:
    row = preparation.receiving(cast)

    assert browse(cast, "pr1").get(row.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("login", [*READERS[:-1], "cl1"])
def test_every_link_of_the_page_opens_for_its_reader(cast: Cast, tendered: Procurement, login: str) -> None:
    client = browse(cast, login)
    links = set(re.findall(r'href="(/desk/(?:plans|intentions|publications)/\d+/)"', shown(client, tendered)))

    assert {href: client.get(href).status_code for href in links if client.get(href).status_code != 200} == {}


def test_the_unit_opens_plan_intention_and_texts_from_the_page(cast: Cast, tendered: Procurement) -> None:
    page = shown(browse(cast, "po1"), tendered)

    for part in ("plans", "intentions", "publications"):
        assert re.search(rf'href="/desk/{part}/\d+/"', page)


def test_the_first_day_of_a_notice_is_awaited_and_then_come_never_overdue(cast: Cast) -> None:
    row = preparation.prepared(cast, days=0)
    day = queries.periods_of(row)[0].day
    ten = beijing(day.year, day.month, day.day, 10)

    with clock.at(ten - timedelta(days=1)):
        early = shown(browse(cast, "po1"), row)
    with clock.at(ten + timedelta(days=2)):
        late = shown(browse(cast, "po1"), row)
    assert "还有 1 日" in early
    assert "已到" in late
    assert "逾期" not in late


def test_after_the_opening_the_page_names_who_obtained_the_document(cast: Cast) -> None:
    row = preparation.receiving(cast)
    DocumentTaking.objects.create(
        procurement=row, supplier=cast.suppliers["qianyao"], user=cast.user("s1"), at=clock.now()
    )
    Procurement.objects.filter(pk=row.pk).update(opened_at=clock.now())

    text = browse(cast, "po1").get(row.get_absolute_url()).content.decode()

    assert "千窑城服（虚构）" in text


@pytest.mark.parametrize(
    ("login", "address", "make"),
    [
        ("po1", "/desk/intentions/", preparation.intention), ("po1", "/desk/requirements/", preparation.requirement),
        ("ag1", "/desk/procurements/", preparation.receiving), ("s1", "/desk/opportunities/", preparation.receiving),
    ],
)  # fmt: skip
def test_lists_take_the_same_statements_for_one_row_and_for_three(cast: Cast, login: str, address: str, make) -> None:
    client = browse(cast, login)
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            make(cast)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 12


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_list_is_downloaded_as_filtered(cast: Cast, form: str) -> None:
    preparation.receiving(cast)

    answer = browse(cast, "po1").get(f"/desk/procurements/?format={form}&state=receiving")

    assert answer.status_code == 200


def test_a_clerk_goes_from_the_item_to_a_saved_intention_and_requirement(cast: Cast) -> None:
    item = preparation.approved_item(cast)
    client = browse(cast, "po1")

    assert item.title in client.get("/desk/intentions/").content.decode()
    client.post(f"/desk/intentions/start/{item.pk}/")
    client.post(f"/desk/requirements/start/{item.pk}/")
    intention, requirement = Intention.objects.get(), Requirement.objects.get()
    pages = [
        client.get(address).status_code
        for address in (
            f"/desk/intentions/{intention.pk}/", f"/desk/intentions/{intention.pk}/edit/",
            f"/desk/requirements/{requirement.pk}/", f"/desk/requirements/{requirement.pk}/edit/",
        )
    ]  # fmt: skip

    saved = client.post(
        f"/desk/requirements/{requirement.pk}/edit/",
        {
            "version": requirement.version, "technical": "技术", "commercial": "商务", "acceptance_terms": "验收",
            "contract_terms": "合同", "survey-TOTAL_FORMS": "3", "survey-INITIAL_FORMS": "0", "survey-0-subject": "甲单位",
            "survey-0-asked_on": clock.today().isoformat(), "survey-0-findings": "情况", "survey-1-subject": "",
        },
    )  # fmt: skip
    assert pages == [200] * 4
    assert saved.status_code == 302
    assert [row.subject for row in requirement.survey.all()] == ["甲单位"]


def test_sections_and_answers_are_given_on_the_page_of_the_requirement(cast: Cast) -> None:
    row = preparation.requirement(cast, state="public_comment")
    said = row.comments.create(text="请增加频次", at=clock.now())
    address = f"/desk/requirements/{row.pk}/"

    opinion = browse(cast, "pf1").post(f"{address}opinion/", {"section": "finance", "passed": "yes", "text": "合理"})
    missing = browse(cast, "pb1").post(f"{address}opinion/", {"section": "business", "text": ""})
    answer = browse(cast, "po1").post(f"{address}comments/{said.pk}/", {"text": "已增加"})

    said.refresh_from_db()
    assert (opinion.status_code, missing.status_code, answer.status_code) == (302, 422, 302)
    assert said.answer == "已增加"
    assert row.opinions.count() == 1


def test_the_agent_writes_the_document_on_its_page(cast: Cast) -> None:
    row = preparation.prepared(cast)
    client = browse(cast, "ag1")
    page = client.get(f"/desk/procurements/{row.ocid}/document/edit/")

    typed = {
        "version": "1", "ceiling": "9,500,000.00", "closes_at": "2199-02-18T09:30", "price_weight": "40",
        "small_business_rate": "10", "conditions": "第一条\n\n 第二条 ", "scope": "清扫", "contract_draft": "合同",
        "opening_place": "本平台在线开标", "checks": ["R-70", "R-71", "R-72"], "explanation": "",
        "criteria-TOTAL_FORMS": "2", "criteria-INITIAL_FORMS": "0", "criteria-0-name": "服务方案", "criteria-0-points": "60",
        "criteria-0-standard": "标准", "criteria-1-name": "多余", "criteria-1-points": "5", "criteria-1-standard": "标准",
        "criteria-1-DELETE": "on", "prices-TOTAL_FORMS": "1", "prices-INITIAL_FORMS": "0", "prices-0-name": "道路",
        "prices-0-unit": "㎡", "prices-0-quantity": "2400000",
    }  # fmt: skip
    saved = client.post(f"/desk/procurements/{row.ocid}/document/edit/", typed)
    stale = client.post(f"/desk/procurements/{row.ocid}/document/edit/", {**typed, "scope": "我的文字"})

    document = preparation.TenderDocument.objects.get()
    assert (page.status_code, saved.status_code, stale.status_code) == (200, 302, 422)
    assert [q["text"] for q in document.qualification] == ["第一条", "第二条"]
    assert [(c.name, c.points) for c in document.criteria.all()] == [("服务方案", 60)]
    assert document.scope == "清扫"
    assert "我的文字" in stale.content.decode()
    assert client.get(f"/desk/procurements/{row.ocid}/document/").status_code == 200


def test_the_unit_reads_the_document_but_does_not_write_it(cast: Cast) -> None:
    row = preparation.prepared(cast)
    client = browse(cast, "po1")

    assert client.get(f"/desk/procurements/{row.ocid}/document/").status_code == 200
    assert client.get(f"/desk/procurements/{row.ocid}/document/edit/").status_code == 403


def test_the_agent_drafts_a_clarification_on_its_page(cast: Cast) -> None:
    row = preparation.receiving(cast)
    client = browse(cast, "ag1")

    form = client.get(f"/desk/procurements/{row.ocid}/clarifications/new/")
    saved = client.post(f"/desk/procurements/{row.ocid}/clarifications/new/", {"text": "答疑", "affects_bids": "on"})
    made = Clarification.objects.get()
    edit = client.get(f"/desk/clarifications/{made.pk}/edit/")

    assert (form.status_code, saved.status_code, edit.status_code) == (200, 302, 200)
    assert browse(cast, "ph1").get(made.get_absolute_url()).status_code == 200
    assert browse(cast, "s1").get(made.get_absolute_url()).status_code == 404


def test_a_clarification_sent_twice_is_drafted_once(cast: Cast) -> None:
    address = f"/desk/procurements/{preparation.receiving(cast).ocid}/clarifications/new/"
    client = browse(cast, "ag1")
    key = client.get(address).text.partition('name="form_key" value="')[2].partition('"')[0]

    sent = [client.post(address, {"text": "答疑", "form_key": key}) for _press in range(2)]

    assert [answer["Location"] for answer in sent] == [Clarification.objects.get().get_absolute_url()] * 2


def test_a_supplier_finds_the_tender_takes_the_document_and_reads_it(cast: Cast) -> None:
    row = preparation.receiving(cast)
    client = browse(cast, "s2")
    address = f"/desk/opportunities/{row.ocid}/"

    before = client.get(address).content.decode()
    client.post(f"{address}take/")
    after = client.get(address).content.decode()

    assert "合同草案" not in before
    assert "合同草案" in after
    assert "碧瓷" not in browse(cast, "s1").get(address).content.decode()
    lists = [browse(cast, login).get("/desk/opportunities/").context["page"].rows for login in ("s2", "s1")]
    assert [[bool(each.taken_at) for each in shown] for shown in lists] == [[True], [False]]


def test_a_tender_that_is_not_announced_is_not_found_by_suppliers(cast: Cast) -> None:
    row = preparation.prepared(cast)

    assert browse(cast, "s1").get(f"/desk/opportunities/{row.ocid}/").status_code == 404


def test_another_agency_does_not_find_the_procurement_or_its_document(cast: Cast) -> None:
    from portal.accounts.models import Organization
    from portal.accounts.roles import Role
    from portal.demo.cast import add_organisation, add_person

    row = preparation.prepared(cast)
    other = add_organisation("agent2", "另一代理（虚构）", Organization.Kind.ENTERPRISE)
    client = Client()
    client.force_login(add_person("ag9", "外代理", other, Role.AGENT).user)

    answers = [client.get(row.get_absolute_url()), client.get(f"/desk/procurements/{row.ocid}/document/edit/")]

    assert [answer.status_code for answer in answers] == [404, 404]
