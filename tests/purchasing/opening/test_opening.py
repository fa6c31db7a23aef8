"""Two of three holders, each in an own session, after the clock; and what happens when something does not fit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.demo.cast import Cast
from portal.demo.story import bid as bids
from portal.demo.story import opening as story
from portal.outbox import drain
from portal.reports.models import Report
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.deadlines import sweep
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.bid import sealing
from purchasing.bid.actions import version_context
from purchasing.bid.container import packed
from purchasing.bid.keys import enrol
from purchasing.bid.queries import fingerprints, latest_versions
from purchasing.models import Bid, BidVersion, KeyPart, OpenedBid, Opening, UnopenedBid
from purchasing.opening.actions import give_key_part, open_all_released
from purchasing.opening.parts import restored_key, shares_of
from purchasing.procurement.flow import PROCUREMENT
from tests.purchasing.bid.tender import Tender
from tests.waiting import waiting

pytestmark = pytest.mark.django_db
THREE = (bids.SC01_S1, bids.SC01_S2, bids.SC01_S3)


@pytest.fixture
def closed(tender: Tender) -> Tender:
    """Three bids are sealed; the clock reads a second after the closing."""
    for spec in THREE:
        bids.submit(tender.cast, tender.procurement, spec)
    clock.freeze_at(tender.procurement.closes_at + timedelta(seconds=1))
    story.close(tender.procurement)
    tender.procurement.refresh_from_db()
    return tender


def part(tender: Tender, login: str, **changed: str) -> Opening:
    values = {"passphrase": tender.passphrases.get(login, sealing.new_passphrase()), "session_hash": f"session-{login}"}
    values |= changed
    opening = Opening.objects.get(procurement=tender.procurement)
    return give_key_part(opening, values["passphrase"], actor=tender.cast[login], session_hash=values["session_hash"])


def refused_with(tender: Tender, login: str, **changed: str) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        part(tender, login, **changed)
    return refused.value.codes


def sealed_again(tender: Tender, version: BidVersion, **changed: object) -> BidVersion:
    """A later version of the same bid that came out wrong: what is kept cannot be changed any more."""
    content = packed(bids.offer_of(tender.procurement, bids.SC01_S1))
    number = version.number + 1
    sealed = sealing.seal(
        content, bytes(tender.procurement.key.public_key), context=version_context(version.bid, number)
    )
    values = {
        "bid": version.bid, "number": number, "suite": sealed.suite, "ciphertext": sealed.ciphertext,
        "wrapped_key": sealed.wrapped_key, "commitment": sealed.commitment, "received_at": version.received_at + timedelta(microseconds=1),
        "submitted_by": version.submitted_by,
    }  # fmt: skip
    return BidVersion.objects.create(**values | changed)


def test_no_part_is_taken_before_the_closing(tender: Tender) -> None:
    bids.submit(tender.cast, tender.procurement, bids.SC01_S1)

    codes = refused_with(tender, "po3")

    assert (codes, KeyPart.objects.count()) == (("bids-not-closed",), 0)


def test_no_part_is_taken_when_the_clock_is_behind_the_closing_whatever_the_state_says(closed: Tender) -> None:
    clock.freeze_at(closed.procurement.closes_at - timedelta(microseconds=1))

    codes = refused_with(closed, "po3")

    assert (codes, KeyPart.objects.count()) == (("bids-not-closed",), 0)


def test_one_holder_never_opens(closed: Tender) -> None:
    part(closed, "po3")
    opened = open_all_released()

    assert (opened, Opening.objects.get().state, OpenedBid.objects.count()) == (0, "gathering", 0)
    assert refused_with(closed, "po3", session_hash="another") == ("part-already-given",)


@pytest.mark.parametrize("pair", [("po3", "ag2"), ("po3", "su1"), ("su1", "ag2")])
def test_any_two_of_the_three_open(closed: Tender, pair: tuple[str, str]) -> None:
    for login in pair:
        part(closed, login)

    assert open_all_released() == 1
    assert OpenedBid.objects.filter(intact=True).count() == 3


def test_the_key_is_released_only_in_the_row_and_wiped_with_the_parts(closed: Tender) -> None:
    part(closed, "po3")
    part(closed, "ag2")
    released = Opening.objects.get()

    open_all_released()

    done = Opening.objects.get()
    assert (released.state, released.released_key is not None) == ("released", True)
    assert (done.state, done.released_key, done.wiped_at) == ("done", None, clock.now())
    assert set(KeyPart.objects.values_list("share", flat=True)) == {None}


def test_two_parts_out_of_one_session_are_refused(closed: Tender) -> None:
    part(closed, "po3", session_hash="same")

    assert refused_with(closed, "ag2", session_hash="same") == ("session-not-own",)
    assert refused_with(closed, "ag2", session_hash="") == ("session-not-own",)


def test_a_wrong_passphrase_leaves_nothing(closed: Tender) -> None:
    codes = refused_with(closed, "po3", passphrase=closed.passphrases["ag2"])

    assert (codes, KeyPart.objects.count()) == (("wrong-passphrase",), 0)


@pytest.mark.parametrize("login", ["po1", "ph1", "ag1", "au1", "fa1", "s1", "sa1"])
def test_whoever_holds_no_key_of_this_procurement_is_forbidden(closed: Tender, login: str) -> None:
    if login in ("po1", "ag1"):
        closed.passphrases[login] = enrol(closed.cast[login])[1]

    with pytest.raises(Forbidden):
        part(closed, login)
    assert KeyPart.objects.count() == 0


def test_a_part_replayed_from_another_procurement_does_not_fit(closed: Tender, cast: Cast) -> None:
    opening = Opening.objects.get(procurement=closed.procurement)
    part(closed, "po3")
    KeyPart.objects.update(share=b'{"1": "00"}')

    codes = refused_with(closed, "ag2")

    assert codes == ("key-does-not-fit",)
    assert (Opening.objects.get(pk=opening.pk).state, OpenedBid.objects.count()) == ("gathering", 0)


def test_a_damaged_bid_is_recorded_and_the_others_are_opened(closed: Tender) -> None:
    first = latest_versions(closed.procurement).first()
    broken = sealed_again(closed, first, ciphertext=bytes(first.ciphertext)[:-1] + b"\x00")
    part(closed, "po3")
    part(closed, "ag2")

    open_all_released()
    drain()

    assert OpenedBid.objects.count() == 2
    assert UnopenedBid.objects.get().version == broken
    assert Bid.objects.get(pk=broken.bid_id).state == "returned_unopened"
    closed.procurement.refresh_from_db()
    assert (closed.procurement.state, closed.procurement.bid_count) == ("opened", 3)
    assert "未能解密" in str(Report.objects.get(kind="opening_record").context)


def test_a_content_that_differs_from_its_published_fingerprint_is_shown(closed: Tender) -> None:
    changed = sealed_again(closed, latest_versions(closed.procurement).first(), commitment="0" * 64)
    part(closed, "po3")
    part(closed, "su1")

    open_all_released()

    row = OpenedBid.objects.get(version=changed)
    assert (row.intact, OpenedBid.objects.filter(intact=True).count()) == (False, 2)
    assert "指纹不符" in row.problem


def test_withdrawn_and_replaced_versions_cannot_be_opened_even_with_the_key(tender: Tender) -> None:
    kept = bids.submit(tender.cast, tender.procurement, bids.SC01_S4)
    bids.withdraw(tender.cast, kept.bid, "s4")
    first = bids.submit(tender.cast, tender.procurement, bids.SC01_S1_FIRST)
    for spec in THREE:
        bids.submit(tender.cast, tender.procurement, spec)
    clock.freeze_at(tender.procurement.closes_at)
    story.close(tender.procurement)
    part(tender, "po3")
    part(tender, "ag2")
    key = bytes(Opening.objects.get().released_key or b"")

    open_all_released()

    assert set(OpenedBid.objects.values_list("bid__supplier__organization__name", flat=True)) == {
        "千窑城服（虚构）", "碧瓷环境（虚构）", "青花物业（虚构）",
    }  # fmt: skip
    for version in (kept, first):
        version.refresh_from_db()
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(
                key, bytes(version.ciphertext), bytes(version.wrapped_key),
                context=version_context(version.bid, version.number),
            )  # fmt: skip


def test_two_bids_are_too_few_and_nothing_is_decrypted(tender: Tender) -> None:
    for spec in THREE[:2]:
        bids.submit(tender.cast, tender.procurement, spec)
    with clock.at(tender.procurement.closes_at + timedelta(seconds=30)):
        sweep()
        tender.procurement.refresh_from_db()
        ended = tender.procurement.state
        codes = refused_with(tender, "po3")
        drain()

    assert (ended, codes) == ("failed_insufficient", ("bids-not-closed",))
    assert (Opening.objects.get().state, OpenedBid.objects.count()) == ("cancelled", 0)
    assert set(Bid.objects.values_list("state", flat=True)) == {"returned_unopened"}
    assert {bytes(v.wrapped_key) for v in BidVersion.objects.all()} == {b""}
    told = set(tender.cast.user("s1").notifications.values_list("kind", flat=True))
    assert "bid.return_unopened" in told


def test_the_sweep_closes_and_leaves_a_tender_with_enough_bids_to_the_holders(tender: Tender) -> None:
    for spec in THREE:
        bids.submit(tender.cast, tender.procurement, spec)
    early = sweep()
    with clock.at(tender.procurement.closes_at + timedelta(seconds=30)):
        sweep()
        sweep()
    tender.procurement.refresh_from_db()

    assert early == 0
    assert (tender.procurement.state, tender.procurement.bid_count) == ("closed", None)
    assert Opening.objects.get().state == "gathering"
    for login in ("po3", "ag2", "su1"):
        assert waiting_for(tender.cast[login]).filter(flow="opening").count() == 1
    for login in ("po1", "ag1", "ph1", "au1"):
        assert waiting_for(tender.cast[login]).filter(flow="opening").count() == 0


def test_a_tender_terminated_before_its_opening_returns_every_bid(closed: Tender) -> None:
    part(closed, "po3")
    perform(PROCUREMENT, closed.procurement, "terminate", actor=closed.cast["ph1"], data={"reason": "任务取消"})

    drain()

    assert set(Bid.objects.values_list("state", flat=True)) == {"returned_unopened"}
    assert Opening.objects.get().state == "cancelled"
    assert KeyPart.objects.get().share is None


def test_a_released_opening_whose_worker_was_killed_is_found_again_when_its_lease_ends(closed: Tender) -> None:
    part(closed, "po3")
    part(closed, "ag2")
    Opening.objects.update(lease_until=clock.now() + timedelta(minutes=5))

    still_leased = open_all_released()
    clock.freeze_at(clock.now() + timedelta(minutes=5))

    assert (still_leased, open_all_released(), open_all_released()) == (0, 1, 0)
    assert OpenedBid.objects.count() == 3


def test_fingerprints_are_public_at_the_closing_without_names_and_in_an_order_that_tells_nothing(
    tender: Tender,
) -> None:
    versions = [bids.submit(tender.cast, tender.procurement, spec) for spec in THREE]
    before = fingerprints(tender.procurement)
    clock.freeze_at(tender.procurement.closes_at)
    story.close(tender.procurement)

    assert before == []
    assert fingerprints(tender.procurement) == sorted(version.commitment for version in versions)


def test_shares_alone_are_worth_nothing(closed: Tender) -> None:
    """What one holder could read with the passphrase and the whole database."""
    opening = Opening.objects.get()
    holders = {h.membership.user.username: h for h in opening.procurement.key.holders.all()}
    mine = shares_of(opening, holders["po3"], closed.passphrases["po3"])
    fake = [
        KeyPart(opening=opening, holder=holders["po3"], share=mine),
        KeyPart(opening=opening, holder=holders["ag2"], share=mine),
    ]

    with pytest.raises(sealing.SealBroken):
        restored_key(opening, fake)


def test_each_procurement_has_a_key_of_its_own(tender: Tender) -> None:
    other = receiving_again(tender)

    assert bytes(other.key.public_key) != bytes(tender.procurement.key.public_key)


def receiving_again(tender: Tender):
    from portal.workflow.perform import writing_states
    from purchasing.models import Appointment, Procurement

    row = Procurement.objects.get(pk=tender.procurement.pk)
    row.pk, row.ocid, row.state = None, f"{row.ocid}-2", "announced"
    with writing_states():
        row.save(force_insert=True)
    Appointment.objects.create(
        procurement=row, user=tender.cast.user("po3"), duty=Appointment.Duty.OPENING_OFFICER, at=clock.now()
    )
    return perform(PROCUREMENT, row, "start_receiving", actor=story.SYSTEM)


def test_a_part_waits_for_each_holder_until_it_is_given(closed: Tender) -> None:
    assert [waiting(closed.cast[login], "opening") for login in ("po3", "ag2", "su1")] == [["part"]] * 3

    part(closed, "po3")

    assert [waiting(closed.cast[login], "opening") for login in ("po3", "ag2", "su1")] == [[], ["part"], ["part"]]
