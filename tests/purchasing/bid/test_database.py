"""What the database itself refuses to the application about sealed bids, and whose keys a procurement takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person
from portal.demo.story.bid import SC01_S2, enrol_holders, submit
from portal.values import clock
from purchasing.bid.keys import enrol
from purchasing.bid.models import Bid, BidVersion, KeyHolder
from purchasing.bid.queries import holders_for
from purchasing.bid.triggers import WRITTEN_ONCE
from purchasing.procurement.models import Appointment
from tests.factories.cases import procurement
from tests.purchasing.bid.tender import Tender

pytestmark = pytest.mark.django_db


def test_a_version_at_the_closing_is_not_kept_whoever_inserts_it(tender: Tender) -> None:
    version = submit(tender.cast, tender.procurement, SC01_S2)

    with pytest.raises(IntegrityError, match="after the closing"), transaction.atomic():
        BidVersion.objects.create(
            bid=version.bid, number=2, suite=version.suite, ciphertext=b"x", wrapped_key=b"x", commitment="0" * 64,
            received_at=tender.procurement.closes_at, submitted_by=version.submitted_by,
        )  # fmt: skip


def test_when_a_version_came_is_never_rewritten(tender: Tender) -> None:
    version = submit(tender.cast, tender.procurement, SC01_S2)

    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        BidVersion.objects.filter(pk=version.pk).update(received_at=version.received_at - timedelta(minutes=5))


def test_the_key_of_a_version_may_still_be_wiped(tender: Tender) -> None:
    version = submit(tender.cast, tender.procurement, SC01_S2)

    assert BidVersion.objects.filter(pk=version.pk).update(wrapped_key=b"") == 1


def test_one_person_in_two_posts_holds_one_key_of_a_procurement(cast: Cast) -> None:
    row = procurement(cast, state="document_ready")
    twice = add_person("po3", "城管开标员", cast.organisations["agent"], Role.AGENT)
    Appointment.objects.create(
        procurement=row, user=cast.user("po3"), duty=Appointment.Duty.OPENING_OFFICER, at=clock.now()
    )
    enrol(twice)
    enrol_holders(cast, ("po3", "su1"))

    missing = holders_for(row, clock.today()).missing()
    enrol_holders(cast)
    agent = holders_for(row, clock.today()).agent

    assert missing == [KeyHolder.Capacity.AGENT]
    assert agent is not None
    assert agent.membership.user == cast.user("ag2")


@pytest.mark.parametrize(
    "change",
    [
        "ciphertext = 'x'", "commitment = repeat('0', 64)", "suite = 'none'", "number = 9", "wrapped_key = 'another key'",
        "received_at = received_at - interval '1 minute'", "submitted_by_id = (SELECT min(id) FROM accounts_user)",
    ],
)  # fmt: skip
def test_nothing_of_a_sealed_version_is_rewritten(tender: Tender, change: str) -> None:
    submit(tender.cast, tender.procurement, SC01_S2)

    with pytest.raises(IntegrityError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE purchasing_bidversion SET {change}")


def test_a_bid_does_not_pass_to_another_supplier(tender: Tender) -> None:
    bid = submit(tender.cast, tender.procurement, SC01_S2).bid

    with pytest.raises(IntegrityError, match="whose a bid is"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(supplier=tender.cast.suppliers["qinghua"])


@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_keys_and_what_the_opening_found_are_written_once(db: None, table: str, act: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))
