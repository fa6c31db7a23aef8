"""Writes of bids: starting, submitting under seal, withdrawing, and what closing does to them."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import holds
from portal.values import clock
from portal.values.refusal import Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting
from purchasing.bid import guards, sealing
from purchasing.bid.container import Offer, packed
from purchasing.bid.flow import BID
from purchasing.bid.models import Bid, BidVersion, State
from purchasing.bid.policies import Can
from purchasing.bid.queries import has_document, hold_open
from purchasing.bid.submission import write_in_time
from purchasing.procurement.models import Procurement
from purchasing.supplier.queries import supplier_of

RECEIPT = "bid.receipt"
"""Under this name the key of an answered form points to the version it made, whichever versions came later."""


def start_bid(procurement: Procurement, *, actor: Actor) -> Bid:
    """The supplier's bid for a procurement, made if there is none. Raises Refused before or after the time for it."""
    supplier = supplier_of(actor)
    if supplier is None or not holds(actor, Can.SUBMIT_BID):
        raise Forbidden(Refusal("not-allowed", _("只有供应商可以投标。")))
    try:
        with acting(actor) as act:
            hold_open(procurement.pk)
            found = Bid.objects.filter(procurement=procurement, supplier=supplier).first()
            if found is not None:
                return found
            bid = Bid(procurement=procurement, supplier=supplier)
            refusals = [guards.bids_are_received(bid, act)]
            if not has_document(procurement, supplier):
                refusals.append(guards.document_was_obtained(bid, act))
            if against := [refusal for refusal in refusals if refusal is not None]:
                raise Refused(*against)
            act.begin(BID, bid)
            return bid
    except IntegrityError:
        return Bid.objects.get(procurement=procurement, supplier=supplier)


def submit_bid(bid: Bid, offer: Offer, *, actor: Actor, form_key: str) -> BidVersion:
    """Seal and submit, or replace what was submitted. The same form pressed again gives the first receipt again.

    Locks in the order that closing does, the procurement first. Raises Refused; nothing is kept then.
    """
    with acting(actor, data={"offer": offer}) as act:
        assert act.user is not None
        hold_open(bid.procurement_id)
        locked = Bid.objects.select_for_update(of=("self",)).get(pk=bid.pk)
        if first := receipt_for(actor, locked, form_key):
            return first
        act.at = clock.now()
        if refusal := guards.bids_are_received(locked, act):
            raise Refused(refusal)
        name = "submit" if locked.state == State.DRAFT else "replace"
        act.perform(BID, locked, name, offer=offer)
        version = BidVersion.objects.filter(bid=locked).latest("number")
        keep(actor, form_key, flow=RECEIPT, transition=name, subject_pk=version.pk, at=act.at)
        return version


def receipt_for(actor: Actor, bid: Bid, form_key: str) -> BidVersion | None:
    """The version that this person's form made before, if it did. Raises Refused("form-used") for another bid's form."""
    versions = BidVersion.objects.filter(bid=bid)
    row = answered(actor, form_key, RECEIPT, lambda key: versions.filter(pk=key.subject_pk).exists())
    return versions.get(pk=row.subject_pk) if row else None


@BID.performs("submit")
@BID.performs("replace")
def submit(bid: Bid, act: Act, *, offer: Offer) -> None:
    """Seal the offer to the procurement's key and write it, if the clock allows; older versions lose their keys."""
    assert act.user is not None
    hold_open(bid.procurement_id)
    key = bid.procurement.key
    number = bid.versions.count() + 1
    sealed = sealing.seal(packed(offer), bytes(key.public_key), context=version_context(bid, number))
    reading = write_in_time(bid, number, sealed, act.user.pk)
    if reading.received_at is None:
        raise Refused(guards.out_of_time(reading.at, reading.closes_at, reading.state) or guards.not_receiving())
    act.at = bid.submitted_at = reading.received_at
    bid.withdrawn_at = None
    _wipe_keys(bid, below=number)


@BID.performs("withdraw")
def withdraw(bid: Bid, act: Act) -> None:
    bid.withdrawn_at = act.at
    _wipe_keys(bid)


@BID.performs("lapse")
def lapse(bid: Bid, act: Act) -> None:
    """Nothing was submitted; nothing is written."""


@BID.performs("seal")
def seal(bid: Bid, act: Act) -> None:
    """The state says it: no version is added or taken back any more."""


@BID.performs("return_unopened")
def return_unopened(bid: Bid, act: Act) -> None:
    _wipe_keys(bid)


def close_bids(act: Act, procurement: Procurement) -> int:
    """At the closing: what was submitted is sealed, what was only begun lapses. Returns the number sealed."""
    moves = {State.SUBMITTED: "seal", State.DRAFT: "lapse"}
    sealed = 0
    for bid in _locked(procurement):
        if name := moves.get(State(bid.state)):
            act.perform_as_system(BID, bid, name)
            sealed += name == "seal"
    return sealed


def return_bids(act: Act, procurement: Procurement) -> None:
    """The procurement ended before its opening: every bid goes back unopened, and its key is wiped."""
    moves = {State.SUBMITTED: "return_unopened", State.SEALED: "return_unopened", State.DRAFT: "lapse"}
    for bid in _locked(procurement):
        if name := moves.get(State(bid.state)):
            act.perform_as_system(BID, bid, name)


def version_context(bid: Bid, number: int) -> bytes:
    """What a sealed version is bound to: moved to another bid, version or procurement, it does not open."""
    return sealing.context_of(ocid=bid.procurement.ocid, bid=bid.reference, version=number)


def _locked(procurement: Procurement) -> list[Bid]:
    """All bids of the procurement, locked in one order; running submissions and withdrawals end first."""
    return list(
        Bid.objects.select_for_update(of=("self",))
        .filter(procurement=procurement)
        .select_related("procurement")
        .order_by("pk")
    )


def _wipe_keys(bid: Bid, *, below: int | None = None) -> None:
    rows = bid.versions.exclude(wrapped_key=b"")
    (rows if below is None else rows.filter(number__lt=below)).update(wrapped_key=b"")
