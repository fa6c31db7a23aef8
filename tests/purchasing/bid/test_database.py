"""What the database itself refuses to the application about sealed bids, and whose keys a procurement takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person
from portal.demo.story.bid import SC01_S2, enrol_holders, submit
from portal.values import clock
from purchasing.bid.keys import enrol
from purchasing.bid.models import BidVersion, KeyHolder
from purchasing.bid.queries import holders_for
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
