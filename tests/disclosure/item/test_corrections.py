"""What was published follows what changes by law: a postponed closing stands in the notice, and first days stay."""

from datetime import timedelta

import pytest

from disclosure.dossier.life import stops
from disclosure.dossier.stages import stages_of
from disclosure.dossier.subject import find
from disclosure.exposure.tendering import ENDING
from disclosure.item.actions import publish
from disclosure.item.models import DisclosureItem
from disclosure.item.queries import closing_soon
from disclosure.ocds.models import OcdsRelease
from portal.outbox import drain
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.publication.models import Kind
from purchasing.tender.flow import CLARIFICATION
from tests.factories import preparation

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender(cast):
    """A tender that closes in twenty days, announced and published ten days ago."""
    row = preparation.receiving(cast, closes_at=clock.now() + timedelta(days=20))
    publication = preparation.publication(cast, row, Kind.NOTICE, "released")
    publish(Kind.NOTICE, row, at=clock.now() - timedelta(days=10), title=publication.title, publication=publication)
    return row


def clarify(cast, row, days=None):
    fields = {"new_closes_at": row.closes_at + timedelta(days=days)} if days else {}
    made = preparation.clarification(cast, row=row, affects_bids=bool(days), **fields)
    perform(CLARIFICATION, made, "release", actor=cast["ph1"])
    drain()
    row.refresh_from_db()


def notices(**more):
    return DisclosureItem.objects.filter(kind=Kind.NOTICE, **more)


def test_a_postponed_closing_stands_in_the_next_version_of_the_notice(cast, tender):
    before = notices().get()

    clarify(cast, tender, days=20)

    now = notices(corrected_by=None).get()
    assert (now.version, now.corrects, now.closes_at) == (2, before, tender.closes_at)
    assert now.content == {**before.content, "closes_at": now.content["closes_at"]}
    assert now.closes_at - before.closes_at == timedelta(days=20)
    assert now.title == before.title


def test_a_second_postponement_corrects_the_correction_and_a_plain_answer_nothing(cast, tender):
    clarify(cast, tender, days=20)
    clarify(cast, tender)
    clarify(cast, tender, days=5)

    assert [n.version for n in notices().order_by("version")] == [1, 2, 3]
    assert notices(corrected_by=None).get().closes_at == tender.closes_at


def test_what_closes_soon_goes_by_the_closing_that_holds(cast, tender):
    soon = tender.closes_at - timedelta(days=3)
    assert [item.subject_pk for item in closing_soon(soon, 5)] == [str(tender.pk)]

    clarify(cast, tender, days=20)

    assert closing_soon(soon, 5) == []
    assert [item.subject_pk for item in closing_soon(tender.closes_at - timedelta(days=3), 5)] == [str(tender.pk)]


def test_an_ended_procurement_does_not_close_soon(cast, tender):
    publish(ENDING, tender, at=clock.now())

    assert closing_soon(tender.closes_at - timedelta(days=3), 5) == []


def test_the_life_line_keeps_the_day_of_the_first_notice(cast, tender):
    day = clock.day_of(notices().get().published_at)
    clarify(cast, tender, days=20)
    subject = find(tender.ocid, None)

    when = {stop.label: stop.when for stop in stops(subject, [], clock.today())}

    assert str(when["公告"]) == str(day)
    assert [stage.day for stage in stages_of(subject) if stage.key.startswith("notice-")] == [day]
    assert OcdsRelease.objects.filter(ocid=tender.ocid).count() == 1
