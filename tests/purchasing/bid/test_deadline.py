"""The closing on the database's clock: half-open, decided by the writing statement, serial with closing and extension."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from portal.accounts.actor import SYSTEM
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.demo.story import bid as bids
from portal.demo.story import opening as story
from portal.outbox.models import Event
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.models import FormKey
from portal.workflow.perform import acting, perform
from purchasing.bid import sealing
from purchasing.bid.actions import receipt_for, start_bid, submit_bid
from purchasing.bid.flow import BID
from purchasing.bid.queries import hold_open
from purchasing.bid.submission import write_in_time
from purchasing.models import Bid, BidVersion, Procurement
from purchasing.procurement.flow import PROCUREMENT
from tests.purchasing.bid.tender import Tender, receiving
from tests.services.live import LiveDb

TICK = timedelta(microseconds=1)


@pytest.mark.django_db
def test_a_bid_one_microsecond_before_the_closing_is_in_time(tender: Tender) -> None:
    last = tender.procurement.closes_at - TICK
    bid = start_bid(tender.procurement, actor=tender.cast["s1"])
    clock.freeze_at(last)

    version = submit_bid(bid, bids.offer_of(tender.procurement, bids.SC01_S1), actor=tender.cast["s1"], form_key="k")

    event, entry = Event.objects.get(name="bid.submit"), AuditEntry.objects.get(verb="bid.submit")
    assert {version.received_at, event.at, entry.at, Bid.objects.get().submitted_at} == {last}
    clock.reset()


@pytest.mark.django_db
@pytest.mark.parametrize("after", [timedelta(0), TICK, timedelta(milliseconds=1)])
def test_a_bid_at_the_closing_or_after_it_is_refused_with_both_times_and_nothing_is_kept(
    tender: Tender, after: timedelta
) -> None:
    row = tender.procurement
    bid = start_bid(row, actor=tender.cast["s1"])
    before = (Event.objects.count(), AuditEntry.objects.count())
    clock.freeze_at(row.closes_at + after)

    with pytest.raises(Refused) as refused:
        submit_bid(bid, bids.offer_of(row, bids.SC01_S1), actor=tender.cast["s1"], form_key="k")

    message = str(refused.value.refusals[0].message)
    shown = [clock.local(t).strftime("%H:%M:%S.%f")[:-3] for t in (row.closes_at, row.closes_at + after)]
    assert refused.value.codes == ("late-bid",)
    assert all(text in message for text in shown)
    assert (BidVersion.objects.count(), FormKey.objects.count(), Bid.objects.get().state) == (0, 0, "draft")
    assert (Event.objects.count(), AuditEntry.objects.count()) == before
    clock.reset()


@pytest.mark.django_db
@pytest.mark.parametrize(("offset", "in_time"), [(-TICK, True), (timedelta(0), False), (TICK, False)])
def test_the_writing_statement_itself_decides(tender: Tender, offset: timedelta, in_time: bool) -> None:
    bid = start_bid(tender.procurement, actor=tender.cast["s1"])
    sealed = sealing.seal(b"x", bytes(tender.procurement.key.public_key), context=b"x")
    clock.freeze_at(tender.procurement.closes_at + offset)

    reading = write_in_time(bid, 1, sealed, tender.cast.user("s1").pk)

    assert reading.at == tender.procurement.closes_at + offset
    assert (reading.received_at is not None, BidVersion.objects.count()) == (in_time, int(in_time))
    clock.reset()


@pytest.mark.django_db
def test_withdrawing_after_the_closing_is_refused(tender: Tender) -> None:
    bid = bids.submit(tender.cast, tender.procurement, bids.SC01_S1).bid
    clock.freeze_at(tender.procurement.closes_at)

    with pytest.raises(Refused) as refused:
        bids.withdraw(tender.cast, bid, "s1")

    assert refused.value.codes == ("late-bid",)
    clock.reset()


@pytest.mark.django_db
def test_a_replaced_or_withdrawn_version_loses_its_key_for_ever(tender: Tender) -> None:
    bid = bids.submit(tender.cast, tender.procurement, bids.SC01_S1_FIRST).bid
    bids.submit(tender.cast, tender.procurement, bids.SC01_S1)
    replaced = [bytes(v.wrapped_key) == b"" for v in bid.versions.all()]

    bids.withdraw(tender.cast, bid, "s1")
    withdrawn = [bytes(v.wrapped_key) == b"" for v in bid.versions.all()]
    again = bids.submit(tender.cast, tender.procurement, bids.SC01_S1)

    assert (replaced, withdrawn) == ([True, False], [True, True])
    assert (again.number, again.bid.state) == (3, "submitted")


@pytest.mark.django_db
def test_a_bid_that_does_not_answer_the_document_is_refused(tender: Tender) -> None:
    bid = start_bid(tender.procurement, actor=tender.cast["s1"])
    whole = bids.offer_of(tender.procurement, bids.SC01_S1)
    short = type(whole)(whole.lines[:2], whole.service_plan, whole.size, whole.declarations)
    undeclared = type(whole)(whole.lines, whole.service_plan, whole.size, ())

    for offer, code in ((short, "offer-incomplete"), (undeclared, "declaration-missing")):
        with pytest.raises(Refused) as refused:
            submit_bid(bid, offer, actor=tender.cast["s1"], form_key=code)
        assert refused.value.codes == (code,)


@pytest.mark.django_db
def test_an_announcement_without_three_enrolled_holders_is_refused(cast: Cast) -> None:
    from portal.workflow.act import Act
    from purchasing.bid.guards import three_key_holders_are_enrolled
    from tests.factories.cases import procurement

    row = procurement(cast, state="document_ready")
    refusal = three_key_holders_are_enrolled(row, Act(cast["ph1"], clock.now()))
    bids.enrol_holders(cast)
    unappointed = three_key_holders_are_enrolled(row, Act(cast["ph1"], clock.now()))

    assert refusal is not None
    assert unappointed is not None
    assert (refusal.code, str(refusal.message).count("、")) == ("key-holders-missing", 2)
    assert "采购人开标员" in str(unappointed.message)


class Running(threading.Thread):
    """A person in a connection of their own; `outcome` is what came back, or what was raised."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self.work, self.outcome = work, None
        self.start()

    def run(self) -> None:
        try:
            self.outcome = self.work()
        except Exception as error:  # the test looks at it
            self.outcome = error
        finally:
            connection.close()


def submission(tender: Tender, spec: bids.BidSpec) -> Callable[[], BidVersion]:
    return lambda: bids.submit(tender.cast, tender.procurement, spec)


def test_two_bids_in_the_last_microsecond_are_both_received(live_db: LiveDb) -> None:
    tender = receiving()
    clock.freeze_at(tender.procurement.closes_at - TICK)

    runs = [Running(submission(tender, spec)) for spec in (bids.SC01_S1, bids.SC01_S2)]
    for run in runs:
        run.join()

    assert [type(run.outcome) for run in runs] == [BidVersion, BidVersion]
    assert BidVersion.objects.filter(received_at=tender.procurement.closes_at - TICK).count() == 2


def test_while_the_clock_passes_the_closing_every_bid_is_wholly_in_or_wholly_out(live_db: LiveDb) -> None:
    tender = receiving()
    row = tender.procurement
    for spec in (bids.SC01_S1, bids.SC01_S2, bids.SC01_S3, bids.SC01_S4):
        start_bid(row, actor=tender.cast[spec.login])
    clock.freeze_at(row.closes_at - TICK)

    runs = [Running(submission(tender, spec)) for spec in (bids.SC01_S1, bids.SC01_S2, bids.SC01_S3, bids.SC01_S4)]
    clock.freeze_at(row.closes_at)
    story.close(row)
    for run in runs:
        run.join()

    accepted = [run.outcome for run in runs if isinstance(run.outcome, BidVersion)]
    refused = [run.outcome for run in runs if isinstance(run.outcome, Refused)]
    assert len(accepted) + len(refused) == 4
    assert {error.codes for error in refused} <= {("late-bid",)}
    assert {v.bid_id for v in BidVersion.objects.all()} == {v.bid_id for v in accepted}
    assert all(v.received_at < row.closes_at for v in accepted)
    states = dict(Bid.objects.values_list("pk", "state"))
    assert {states[v.bid_id] for v in accepted} <= {"sealed"}
    assert sorted(states.values()) == sorted(["sealed"] * len(accepted) + ["lapsed"] * len(refused))


def test_closing_waits_for_a_bid_that_was_decided_in_time_and_seals_it(live_db: LiveDb) -> None:
    tender = receiving()
    row = tender.procurement
    bid = start_bid(row, actor=tender.cast["s1"])
    offer = bids.offer_of(row, bids.SC01_S1)
    decided, closing = threading.Event(), threading.Event()

    def slow() -> None:
        with acting(tender.cast["s1"]) as act:
            hold_open(row.pk)
            act.perform(BID, bid, "submit", offer=offer)
            decided.set()
            closing.wait(10)

    clock.freeze_at(row.closes_at - TICK)
    submitting = Running(slow)
    decided.wait(10)
    clock.freeze_at(row.closes_at)
    close = Running(lambda: perform(PROCUREMENT, row, "close", actor=SYSTEM))
    close.join(0.5)
    waited = close.is_alive()
    closing.set()
    submitting.join()
    close.join()

    assert waited
    assert (submitting.outcome, Procurement.objects.get(pk=row.pk).state) == (None, "closed")
    assert Bid.objects.get().state == "sealed"


def test_an_extension_under_way_is_waited_for_and_then_counts(live_db: LiveDb) -> None:
    tender = receiving()
    row = tender.procurement
    closes_at, later = row.closes_at, row.closes_at + timedelta(days=3)
    start_bid(row, actor=tender.cast["s1"])
    clock.freeze_at(closes_at - timedelta(seconds=1))
    extended, go = threading.Event(), threading.Event()

    def extend() -> None:
        with acting(SYSTEM) as act:
            act.perform_as_system(PROCUREMENT, Procurement.objects.get(pk=row.pk), "amend", closes_at=later)
            extended.set()
            go.wait(10)

    extending = Running(extend)
    extended.wait(10)
    clock.freeze_at(closes_at + timedelta(seconds=1))
    late = Running(submission(tender, bids.SC01_S1))
    late.join(0.5)
    waited = late.is_alive()
    go.set()
    extending.join()
    late.join()

    assert waited
    assert isinstance(late.outcome, BidVersion)
    assert closes_at < late.outcome.received_at < later


def test_a_withdrawal_under_way_at_the_closing_counts(live_db: LiveDb) -> None:
    tender = receiving()
    row = tender.procurement
    bid = bids.submit(tender.cast, row, bids.SC01_S1).bid
    clock.freeze_at(row.closes_at - TICK)
    done, go = threading.Event(), threading.Event()

    def withdraw() -> None:
        with acting(tender.cast["s1"]) as act:
            act.perform(BID, bid, "withdraw")
            done.set()
            go.wait(10)

    withdrawing = Running(withdraw)
    done.wait(10)
    clock.freeze_at(row.closes_at)
    close = Running(lambda: story.close(row))
    close.join(0.3)
    go.set()
    withdrawing.join()
    close.join()

    assert (withdrawing.outcome, close.outcome) == (None, None)
    assert (Bid.objects.get().state, Procurement.objects.get(pk=row.pk).state) == ("withdrawn", "closed")


def test_the_same_form_pressed_many_times_at_once_makes_one_version(live_db: LiveDb) -> None:
    tender = receiving()
    bid = start_bid(tender.procurement, actor=tender.cast["s1"])
    offer, key = bids.offer_of(tender.procurement, bids.SC01_S1), secrets.token_urlsafe(8)

    runs = [Running(lambda: submit_bid(bid, offer, actor=tender.cast["s1"], form_key=key)) for _n in range(4)]
    for run in runs:
        run.join()

    assert {run.outcome.pk for run in runs} == {BidVersion.objects.get().pk}


@pytest.mark.django_db
def test_the_form_of_one_bid_does_not_pass_for_another(tender: Tender) -> None:
    """Another bid's receipt would say that this one had been handed in."""
    row = tender.procurement
    mine, other = (start_bid(row, actor=tender.cast[login]) for login in ("s1", "s2"))
    FormKey.objects.create(
        user=tender.cast.user("s2"), key="k", flow="plan_item", transition="put", subject_pk="1", at=clock.now()
    )
    version = submit_bid(mine, bids.offer_of(row, bids.SC01_S1), actor=tender.cast["s1"], form_key="k")

    with pytest.raises(Refused) as elsewhere:
        submit_bid(other, bids.offer_of(row, bids.SC01_S2), actor=tender.cast["s2"], form_key="k")
    with pytest.raises(Refused) as another:
        receipt_for(tender.cast["s1"], other, "k")

    assert (elsewhere.value.codes, another.value.codes) == (("form-used",), ("form-used",))
    assert receipt_for(tender.cast["s1"], mine, "k") == version
    assert Bid.objects.get(pk=other.pk).state == "draft"
