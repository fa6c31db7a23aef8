"""The pages of the work calendar and its drafts."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.workdays.models import CalendarDraft
from portal.statutes.models import WorkCalendar
from portal.values import clock
from portal.values.clock import SHANGHAI
from tests.factories.lawmaking import NOTICE_2027, calendar_draft
from tests.factories.limits import limit

pytestmark = pytest.mark.django_db
NEW = "/desk/calendar/drafts/new/"
MOST = 12


@pytest.fixture(autouse=True)
def in_december(db):
    with clock.at(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)):
        yield


def client_of(cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def cells(page) -> dict[date, str]:
    weeks = [week for _name, weeks in page.context["months"] for week in weeks]
    return {c.day: c.named.kind for week in weeks for c in week if c and c.named}


def test_a_known_year_shows_its_days_and_names_the_year_that_is_not_known(client):
    page = client.get("/calendar/2026/")

    days = [c.day for _n, weeks in page.context["months"] for week in weeks for c in week if c]
    assert (len(days), len(set(days))) == (365, 365)
    assert cells(page)[date(2026, 2, 28)] == "makeup_workday"
    assert page.context["provisional"] == [2027]
    assert "2027 年的放假安排尚未载入" in page.text
    assert client.get("/calendar/").context["year"] == 2026


def test_an_unknown_year_is_said_to_be_provisional(client):
    page = client.get("/calendar/2027/")

    assert (page.context["loaded"], cells(page), "暂定" in page.text) == (False, {}, True)


@pytest.mark.parametrize("year", ["1", "1948", "2200", "99999999999999999999"])
def test_a_year_out_of_reach_is_not_found(client, year):
    assert client.get(f"/calendar/{year}/").status_code == 404


def test_a_clerk_pastes_the_notice_and_sees_each_sentence_and_each_day(cast):
    client = client_of(cast, "fo1")
    key = re.search('name="form_key" value="([^"]+)"', client.get(NEW).text)[1]
    form = {
        "year": "2027",
        "cites": "通知（虚构）",
        "notice": NOTICE_2027 + "八、重阳节：10月8日起放假2天。",
        "typed": "",
        "form_key": key,
    }

    first, second = client.post(NEW, form), client.post(NEW, form)

    draft = CalendarDraft.objects.get()
    assert (first.url, second.url) == (draft.get_absolute_url(), draft.get_absolute_url())
    text = client.get(draft.get_absolute_url()).text
    assert all(
        word in text
        for word in ("八、重阳节：10月8日起放假2天。", "没有读懂这一句", "2027-02-14", "本年的到期日不再是暂定")
    )
    assert not WorkCalendar.objects.exists()


def test_the_approver_sees_what_moves_and_decides(cast):
    row = limit(cast, date(2026, 12, 21))
    draft = calendar_draft(cast, state="submitted", typed="2027-01-04 放假 元旦")
    client, address = client_of(cast, "fa1"), f"/do/calendar_draft/{draft.pk}/approve/"

    text = client.get(address).text
    done = client.post(address, {"version": "1", "form_key": "k"})

    row.refresh_from_db()
    assert all(word in text for word in ("1 项时限将改变", row.due_on.isoformat(), "（暂定）"))
    assert done.status_code == 302
    assert cells(client.get("/calendar/2027/"))[date(2027, 1, 4)] == "holiday"


def test_a_draft_edited_meanwhile_is_not_overwritten(cast):
    draft = calendar_draft(cast)
    address = f"/desk/calendar/drafts/{draft.pk}/edit/"
    form = {"year": "2027", "cites": "甲", "notice": NOTICE_2027, "typed": "", "version": 1}
    client_of(cast, "fo2").post(address, form)

    page = client_of(cast, "fo1").post(address, {**form, "cites": "乙"})

    assert (page.status_code, CalendarDraft.objects.get().cites) == (422, "甲")


@pytest.mark.parametrize("login", ["po1", "s1", "sa1"])
def test_drafts_are_hidden_from_others(cast, login):
    draft = calendar_draft(cast)
    client = client_of(cast, login)

    found = [client.get(a).status_code for a in ("/desk/calendar/drafts/", draft.get_absolute_url(), NEW)]

    assert found == [403, 404, 403]


def test_pages_take_few_statements(cast):
    for number in range(3):
        limit(cast, date(2026, 12, 21), year=2030 + number)
    draft, begun = calendar_draft(cast, state="submitted"), calendar_draft(cast)
    pages = {
        "fo1": [
            begun.get_absolute_url(),
            "/calendar/2026/",
            "/calendar/2027/",
            "/desk/calendar/drafts/",
            draft.get_absolute_url(),
            NEW,
        ],
        "fa1": [f"/do/calendar_draft/{draft.pk}/approve/"],
    }
    found = {}
    for login, addresses in pages.items():
        client = client_of(cast, login)
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found[address] = len(asked)

    assert {address: count for address, count in found.items() if count > MOST} == {}
