"""The worker's act: claim a released opening, open each bid, check its fingerprint, write the record, wipe the key."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import SYSTEM
from portal.files.actions import store_checked
from portal.files.content import Checked
from portal.values import clock
from portal.workflow.act import Act
from portal.workflow.perform import acting
from purchasing.bid import sealing
from purchasing.bid.actions import version_context
from purchasing.bid.container import NotABid, Offer, unpacked
from purchasing.bid.flow import BID
from purchasing.bid.models import Bid, BidVersion
from purchasing.bid.queries import latest_versions
from purchasing.opening.actions.gathering import wipe
from purchasing.opening.flow import OPENING
from purchasing.opening.models import OpenedBid, Opening, State, UnopenedBid
from purchasing.opening.queries import waiting_for_worker
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement

logger = logging.getLogger("portal.opening")

LEASE: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Unsealed:
    """What came out of one version: an offer, or the reason why there is none."""

    version: BidVersion
    offer: Offer | None = field(repr=False)
    intact: bool
    problem: str = ""


def open_all_released() -> int:
    """Open whatever waits for it; returns the number of openings done. Safe to run twice and at the same time."""
    done = 0
    for opening in waiting_for_worker():
        if _claim(opening):
            done += open_bids(opening)
    return done


def _claim(opening: Opening) -> bool:
    """Take the opening for a while: of two workers one gets it, and a killed one loses it when the lease ends."""
    return bool(waiting_for_worker().filter(pk=opening.pk).update(lease_until=clock.now() + LEASE))


def open_bids(opening: Opening) -> bool:
    """Open every sealed bid of a released opening, in one transaction with the record; False when it is done already."""
    with acting(SYSTEM) as act:
        procurement = Procurement.objects.select_for_update(of=("self",)).get(pk=opening.procurement_id)
        locked = Opening.objects.select_for_update(of=("self",)).select_related("procurement").get(pk=opening.pk)
        if locked.state != State.RELEASED or locked.released_key is None:
            return False
        key = bytes(locked.released_key)
        found = [_unsealed(version, key) for version in latest_versions(procurement)]
        act.perform_as_system(OPENING, locked, "finish", found=found)
    return True


def _unsealed(version: BidVersion, key: bytes) -> Unsealed:
    """One broken bid never stops the others."""
    try:
        plain = sealing.unseal(
            key,
            bytes(version.ciphertext),
            bytes(version.wrapped_key),
            context=version_context(version.bid, version.number),
        )
        offer = unpacked(plain.content)
    except sealing.SealBroken:
        return Unsealed(version, None, False, str(_("密文损坏或与密钥不符，未能解密。")))
    except NotABid:
        return Unsealed(version, None, False, str(_("已解密，但内容格式不符，无法读取。")))
    intact = plain.commitment == version.commitment
    problem = "" if intact else str(_("内容与截止时公布的密封指纹不符。"))
    return Unsealed(version, offer, intact, problem)


@OPENING.performs("finish")
def finish(opening: Opening, act: Act, *, found: list[Unsealed]) -> None:
    """The record of what came out; the procurement and the bids move, the key and the parts are forgotten."""
    for item in found:
        name = "open" if item.offer is not None else "return_unopened"
        if item.offer is None:
            _record_unopened(opening, item)
            act.perform_as_system(BID, item.version.bid, name)
        else:
            act.perform_as_system(BID, item.version.bid, name, opening=opening, item=item)
    opening.opened_at = act.at
    act.perform_as_system(PROCUREMENT, opening.procurement, "open", bid_count=len(found))
    wipe(opening, act)


@PROCUREMENT.performs("open")
def open_procurement(procurement: Procurement, act: Act, *, bid_count: int) -> None:
    """Now, and not before, the number of bids is known."""
    procurement.opened_at, procurement.bid_count = act.at, bid_count


@BID.performs("open")
def open_bid(bid: Bid, act: Act, *, opening: Opening, item: Unsealed) -> None:
    """Write down what the bid contains; its files become files of the bid, readable for whoever may read it."""
    offer = item.offer
    assert offer is not None
    for file in offer.files:
        checked = Checked(file.name, file.content_type, file.content, len(file.content), file.sha256)
        store_checked(checked, act=act, subject=bid, purpose="bid")
    OpenedBid.objects.create(
        opening=opening,
        bid=bid,
        version=item.version,
        supplier_name=_name(bid, item.version),
        size=offer.size,
        price=offer.total,
        unit_prices=[
            {
                "name": line.name,
                "unit": line.unit,
                "quantity": str(line.quantity),
                "unit_price": str(line.unit_price),
                "amount": str(line.amount),
            }
            for line in offer.lines
        ],
        content={
            "service_plan": offer.service_plan,
            "declarations": list(offer.declarations),
            "secrets": offer.secrets,
            "files": [{"name": f.name, "size": len(f.content), "sha256": f.sha256} for f in offer.files],
        },
        intact=item.intact,
        problem=item.problem,
    )


def _record_unopened(opening: Opening, item: Unsealed) -> None:
    logger.error("version %s of an opening could not be opened", item.version.pk)
    UnopenedBid.objects.create(
        opening=opening,
        bid=item.version.bid,
        version=item.version,
        supplier_name=_name(item.version.bid, item.version),
        problem=item.problem,
    )


def _name(bid: Bid, version: BidVersion) -> str:
    """The bidder's name on the day of the bid."""
    return bid.supplier.organization.name_on(clock.day_of(version.received_at))
