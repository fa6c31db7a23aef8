"""Before the opening nobody but the bidder hears of a bid: no page, time line, message, inbox, mail or log line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from portal.audit import trail
from portal.demo.story import bid as bids
from portal.demo.story import opening as story
from portal.notify.models import Mail, Notification
from portal.outbox import drain
from portal.outbox.models import Event
from portal.values import clock
from portal.workflow.inbox import waiting_for
from portal.workflow.models import InboxItem
from purchasing.models import OpenedBid, Procurement
from tests.purchasing.bid.tender import Tender
from tests.purchasing.bid.test_pages import signed_in

pytestmark = pytest.mark.django_db
SPECS = (bids.SC01_S1, bids.SC01_S2, bids.SC01_S3)
OTHERS = ("po1", "po2", "po3", "ph1", "pb1", "ag1", "ag2", "fo1", "fa1", "su1", "au1", "co1", "sa1", "s4", "ex1")
NAMES = ("千窑", "碧瓷", "青花")


@pytest.fixture
def bidden(tender: Tender) -> Tender:
    for spec in SPECS:
        bids.submit(tender.cast, tender.procurement, spec)
    drain()
    return tender


def pages(client: Client, tender: Tender) -> str:
    """Whatever this person can open around the procurement, as one text."""
    ocid = tender.procurement.ocid
    addresses = [
        "/desk/", "/desk/done/", "/desk/limits/", "/desk/bids/", f"/desk/procurements/{ocid}/",
        f"/desk/procurements/{ocid}/opening/", f"/procurements/{ocid}/",
    ]  # fmt: skip
    answers = [client.get(address, follow=True) for address in addresses]
    return "".join(answer.content.decode() for answer in answers if answer.status_code == 200)


def test_the_procurements_time_line_and_events_do_not_tell_of_bids(bidden: Tender) -> None:
    root = bidden.procurement.audit_root
    told = [entry.verb for entry in trail(root)] + list(Event.objects.filter(root=root).values_list("name", flat=True))

    assert [verb for verb in told if verb.startswith("bid.")] == []


def test_messages_about_bids_go_to_the_bidder_only_and_never_by_mail(bidden: Tender) -> None:
    own = {bidden.cast.user(spec.login).pk for spec in SPECS}
    about = Notification.objects.filter(kind__startswith="bid.")

    assert set(about.values_list("recipient_id", flat=True)) == own
    assert Mail.objects.filter(notification__kind__startswith="bid.").count() == 0


@pytest.mark.parametrize("login", OTHERS)
def test_others_find_neither_names_nor_waiting_work_nor_an_address(bidden: Tender, login: str) -> None:
    text = pages(signed_in(bidden.cast, login), bidden)
    references = list(bidden.procurement.bids.values_list("reference", flat=True))

    assert [word for word in (*NAMES, *references, "8,900,000", "8900000") if word in text] == []
    assert [i for i in waiting_for(bidden.cast[login]) if i.flow == "bid" and i.subject_pk in references] == []


def test_a_submitted_bid_waits_in_nobodys_inbox(bidden: Tender) -> None:
    assert InboxItem.objects.filter(flow="bid").count() == 0


def test_the_number_is_nowhere_on_the_procurement_until_the_opening(bidden: Tender) -> None:
    row = bidden.procurement
    before = Procurement.objects.get(pk=row.pk).bid_count
    with clock.at(row.closes_at + timedelta(seconds=1)):
        story.close(row)
        closed = Procurement.objects.get(pk=row.pk).bid_count
        story.open_with(bidden.cast, row, bidden.passphrases, ("ag2", "su1"))

    assert (before, closed, Procurement.objects.get(pk=row.pk).bid_count) == (None, None, 3)


def test_a_log_line_names_no_bidder_and_no_price(bidden: Tender, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    row = bidden.procurement
    bids.submit(bidden.cast, row, bids.SC01_S1)
    drain()
    with clock.at(row.closes_at + timedelta(seconds=1)):
        story.close(row)
        story.open_with(bidden.cast, row, bidden.passphrases, ("po3", "ag2"))

    assert [word for word in (*NAMES, "8900000", "2.55") if word in caplog.text] == []


def test_bidders_read_the_record_and_the_public_and_finance_do_not_read_a_bid(bidden: Tender) -> None:
    row = bidden.procurement
    with clock.at(row.closes_at + timedelta(seconds=1)):
        story.close(row)
        story.open_with(bidden.cast, row, bidden.passphrases, ("po3", "ag2"))
        drain()
    opening_page = f"/desk/procurements/{row.ocid}/opening/"
    bid_page = OpenedBid.objects.get(supplier_name__startswith="千窑").bid.get_absolute_url()

    record = signed_in(bidden.cast, "s2").get(opening_page)
    unbidden = signed_in(bidden.cast, "s4").get(opening_page)
    statuses = {
        login: signed_in(bidden.cast, login).get(bid_page).status_code
        for login in ("s1", "s2", "po1", "ag1", "fo1", "su1")
    }

    assert record.status_code == 200
    assert all(name in record.content.decode() for name in NAMES)
    assert "8,900,000.00" in record.content.decode()
    assert unbidden.status_code == 404
    assert statuses == {"s1": 200, "s2": 404, "po1": 200, "ag1": 200, "fo1": 404, "su1": 200}
