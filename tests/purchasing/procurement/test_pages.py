"""The desk's pages of the preparation of a procurement, as the people of the case see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast
from portal.demo.story import tender as tenders
from portal.values import clock
from purchasing.procurement.models import Procurement
from tests.purchasing.procurement.test_chain import announced


@pytest.fixture
def tendered(cast: Cast) -> Procurement:
    procurement = announced(cast)
    tenders.add_takers(cast)
    tenders.take_documents(cast, procurement, ("s1", "s5"), tenders.SC01_DAYS.announced + timedelta(hours=2))
    return procurement


def browse(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


READERS = ["po1", "ph1", "pb1", "ag1", "fo1", "fa1", "su1", "au1", "pf1", "pr1"]


@pytest.mark.parametrize("login", READERS)
def test_staff_read_the_procurement_without_a_word_about_who_obtained_the_document(
    cast: Cast, tendered: Procurement, login: str
) -> None:
    with clock.at(tenders.SC01_DAYS.announced + timedelta(days=1)):
        page = browse(cast, login).get(tendered.get_absolute_url())

    text = page.content.decode()
    assert page.status_code == 200
    assert [name for name in ("千窑", "昌江城洁", "获取招标文件的供应商", "DocumentTaking") if name in text] == []


@pytest.mark.parametrize("login", ["s1", "lc1", "ex1", "tp1", "pv2x"])
def test_others_do_not_find_the_procurement(cast: Cast, tendered: Procurement, login: str) -> None:
    who = "pr2" if login == "pv2x" else login
    if login == "pv2x":
        tendered.appointments.filter(user=cast.user("pr2")).delete()

    with clock.at(tenders.SC01_DAYS.announced + timedelta(days=1)):
        page = browse(cast, who).get(tendered.get_absolute_url())

    assert page.status_code == 404


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("po1", "/desk/intentions/"), ("po1", "/desk/requirements/"), ("ag1", "/desk/procurements/"),
        ("s1", "/desk/opportunities/"),
    ],
)  # fmt: skip
def test_lists_ask_the_same_number_of_statements_for_one_row_and_three(
    cast: Cast, tendered: Procurement, login: str, address: str
) -> None:
    client = browse(cast, login)
    with clock.at(tenders.SC01_DAYS.announced + timedelta(days=1)):
        client.get(address)
        with CaptureQueriesContext(connection, ) as one:
            assert client.get(address).status_code == 200

    assert len(one) <= 12
