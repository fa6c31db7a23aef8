"""The opening page, and the part's form: for a holder, after the closing, in the holder's own session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from portal.demo.story import bid as bids
from portal.demo.story import opening as story
from portal.outbox import drain
from portal.reports.actions import reports_of
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import Bid, KeyPart, OpenedBid, Opening
from purchasing.opening import views
from purchasing.opening.actions import open_all_released
from tests.purchasing.bid.tender import Tender
from tests.purchasing.bid.test_pages import signed_in

pytestmark = pytest.mark.django_db


def address(tender: Tender) -> str:
    return f"/desk/procurements/{tender.procurement.ocid}/opening/"


def part_address(tender: Tender) -> str:
    return f"/do/opening/{Opening.objects.get(procurement=tender.procurement).pk}/give_part/"


@pytest.fixture
def closed(tender: Tender) -> Tender:
    for spec in (bids.SC01_S1, bids.SC01_S2, bids.SC01_S3):
        bids.submit(tender.cast, tender.procurement, spec)
    clock.freeze_at(tender.procurement.closes_at + timedelta(seconds=1))
    story.close(tender.procurement)
    return tender


def test_before_the_closing_the_page_shows_the_clock_and_takes_nothing(tender: Tender) -> None:
    client = signed_in(tender.cast, "po3")

    page = client.get(address(tender))
    given = client.post(part_address(tender), {"passphrase": tender.passphrases["po3"], "form_key": "k"})

    assert (page.status_code, page.context["form"]) == (200, None)
    assert (given.status_code, [r.code for r in given.context["refusals"]]) == (409, ["bids-not-closed"])
    assert KeyPart.objects.count() == 0


def test_two_holders_open_from_their_own_sessions(closed: Tender) -> None:
    first, second = (signed_in(closed.cast, login) for login in ("po3", "su1"))

    wrong = first.post(part_address(closed), {"passphrase": closed.passphrases["su1"], "form_key": "a"})
    mistyped = first.post(part_address(closed), {"passphrase": "0000", "form_key": "b"})
    one = first.post(part_address(closed), {"passphrase": closed.passphrases["po3"].lower(), "form_key": "c"})
    two = second.post(part_address(closed), {"passphrase": closed.passphrases["su1"], "form_key": "d"}, follow=True)

    assert (wrong.status_code, mistyped.status_code, one.status_code, two.status_code) == (409, 422, 302, 200)
    assert Opening.objects.get().state == "released"
    waiting = second.get(f"{address(closed)}progress/")
    open_all_released()
    drain()
    done = second.get(f"{address(closed)}progress/")
    record = second.get(address(closed))
    assert ("HX-Refresh" in waiting.headers, done.headers.get("HX-Refresh")) == (False, "true")
    assert "8,900,000.00" in record.content.decode()
    assert reports_of(Opening.objects.get(), "opening_record").count() == 1


def test_the_same_press_twice_gives_one_part(closed: Tender) -> None:
    client = signed_in(closed.cast, "po3")
    values = {"passphrase": closed.passphrases["po3"], "form_key": "same"}

    answers = [client.post(part_address(closed), values).status_code for _n in range(2)]

    assert (answers, KeyPart.objects.count()) == ([302, 302], 1)


def test_the_passphrase_never_comes_back_in_a_page(closed: Tender) -> None:
    client, passphrase = signed_in(closed.cast, "po3"), closed.passphrases["su1"]

    answer = client.post(part_address(closed), {"passphrase": passphrase, "form_key": "k"})

    assert answer.status_code == 409
    assert passphrase not in answer.content.decode()


@pytest.mark.parametrize(
    ("login", "status"), [("po1", 403), ("ag1", 403), ("au1", 403), ("s1", 404), ("fa1", 404), ("sa1", 404)]
)
def test_whoever_holds_no_key_gives_no_part(closed: Tender, login: str, status: int) -> None:
    answer = signed_in(closed.cast, login).post(part_address(closed), {"passphrase": closed.passphrases["po3"]})

    assert answer.status_code == status


@pytest.mark.parametrize("login", ["s1", "fa1", "sa1", "ex1", "mz1"])
def test_the_page_is_not_there_for_others_before_the_opening(closed: Tender, login: str) -> None:
    assert signed_in(closed.cast, login).get(address(closed)).status_code == 404


def test_the_parts_own_address_comes_before_the_generic_one() -> None:
    assert resolve("/do/opening/1/give_part/").func is views.give_part


def test_the_record_costs_the_same_for_any_number_of_bids(closed: Tender) -> None:
    story.open_with(closed.cast, closed.procurement, closed.passphrases, ("po3", "ag2"))
    client = signed_in(closed.cast, "po1")
    client.get(address(closed))

    with CaptureQueriesContext(connection) as three:
        client.get(address(closed))
    found = OpenedBid.objects.last()
    bid = Bid(procurement=closed.procurement, supplier=closed.cast.suppliers["fuliang"], state="opened")
    with writing_states():
        bid.save()
    OpenedBid.objects.create(
        opening=found.opening, bid=bid, version=found.version, supplier_name="第四家（虚构）", size="small",
        price=found.price, intact=True,
    )  # fmt: skip
    with CaptureQueriesContext(connection) as four:
        page = client.get(address(closed)).text

    assert "第四家" in page
    assert len(four) == len(three)
