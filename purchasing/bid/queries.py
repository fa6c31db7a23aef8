"""Reads about bids and keys. Nothing here is shown to anybody but the bidder before the opening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import Membership
from portal.values import clock
from purchasing.bid.models import Bid, BidVersion, KeyHolder, State
from purchasing.bid.policies import Can
from purchasing.procurement.models import Appointment, Procurement
from purchasing.supplier.models import Supplier
from purchasing.tender.models import DocumentTaking, PriceItem

CLOSED_STATES = (State.SEALED, State.OPENED, State.RETURNED_UNOPENED)


@dataclass(frozen=True)
class Holders:
    """Who would hold the keys of a procurement; None where nobody has enrolled."""

    purchaser: KeyHolder | None
    agent: KeyHolder | None
    supervisor: KeyHolder | None

    def missing(self) -> list[KeyHolder.Capacity]:
        named = {
            KeyHolder.Capacity.PURCHASER: self.purchaser,
            KeyHolder.Capacity.AGENT: self.agent,
            KeyHolder.Capacity.SUPERVISOR: self.supervisor,
        }
        return [capacity for capacity, holder in named.items() if holder is None]

    def all(self) -> list[KeyHolder]:
        return [holder for holder in (self.purchaser, self.agent, self.supervisor) if holder is not None]


def holders_for(procurement: Procurement, day: date) -> Holders:
    """The appointed opening officer, the agency's officer and a supervisor, each enrolled and in office on the day.

    Whoever holds two posts still holds one key of a procurement (SD9). One statement.
    """
    appointed = Exists(
        Appointment.objects.filter(
            procurement=procurement, duty=Appointment.Duty.OPENING_OFFICER, user=OuterRef("membership__user")
        )
    )
    candidates = list(
        KeyHolder.objects.filter(
            Q(capacity=KeyHolder.Capacity.PURCHASER, membership__organization=procurement.purchaser.organization_id)
            | Q(capacity=KeyHolder.Capacity.AGENT, membership__organization=procurement.agency_id)
            | Q(capacity=KeyHolder.Capacity.SUPERVISOR),
            membership__in=Membership.objects.held_on(day),
        )
        .annotate(appointed=appointed)
        .select_related("membership__user")
        .order_by("enrolled_at", "pk")
    )
    purchaser = _first(candidates, KeyHolder.Capacity.PURCHASER, appointed=True)
    agent = _first(candidates, KeyHolder.Capacity.AGENT, purchaser, appointed=True) or _first(
        candidates, KeyHolder.Capacity.AGENT, purchaser
    )
    return Holders(purchaser, agent, _first(candidates, KeyHolder.Capacity.SUPERVISOR, purchaser, agent))


def _first(
    candidates: Iterable[Any], capacity: KeyHolder.Capacity, *chosen: KeyHolder | None, appointed: bool = False
) -> KeyHolder | None:
    """The first key of this capacity, of a person who holds none of the chosen ones."""
    taken = {holder.membership.user_id for holder in chosen if holder is not None}
    fitting = (c for c in candidates if c.capacity == capacity and (c.appointed or not appointed))
    return next((c for c in fitting if c.membership.user_id not in taken), None)


def lacks_holder(procurement: Procurement, *, capacity: KeyHolder.Capacity) -> bool:
    """Whether nobody who could hold this key of the procurement has enrolled."""
    return capacity in holders_for(procurement, clock.today()).missing()


def holder_of(actor: Actor) -> KeyHolder | None:
    """The key this person holds in the membership in use."""
    return KeyHolder.objects.filter(membership=actor.membership).first() if actor.membership else None


def has_document(procurement: Procurement, supplier: Supplier) -> bool:
    return DocumentTaking.objects.filter(procurement=procurement, supplier=supplier).exists()


def price_items(procurement: Procurement) -> list[PriceItem]:
    """The lines of the price sheet, in order."""
    return list(PriceItem.objects.filter(document__procurement=procurement).order_by("seq", "pk"))


def bids_of(actor: Actor | None) -> QuerySet[Bid]:
    """The actor's own organisation's bids, what closes soonest first."""
    rows = Bid.objects.select_related("procurement").annotate(version=Max("versions__number"))
    return visible(actor, Can.SUBMIT_BID, rows).order_by("-procurement__closes_at", "-pk")


def sealed_count(procurement: Procurement) -> int:
    """How many bids were sealed at the closing."""
    return Bid.objects.filter(procurement=procurement, state__in=CLOSED_STATES).count()


def latest_versions(procurement: Procurement) -> QuerySet[BidVersion]:
    """The last version of each bid that was sealed at the closing, in order of receipt."""
    rows = BidVersion.objects.filter(bid__procurement=procurement, bid__state__in=CLOSED_STATES)
    return (
        rows.annotate(last=Max("bid__versions__number"))
        .filter(number=F("last"))
        .select_related("bid__supplier__organization")
        .order_by("received_at", "pk")
    )


def fingerprints(procurement: Procurement) -> list[str]:
    """The fingerprints sealed at the closing, sorted so that their order tells nothing; none before."""
    return sorted(latest_versions(procurement).values_list("commitment", flat=True))


@dataclass(frozen=True)
class Reading:
    """One statement's look at the clock and at what it is compared with."""

    at: datetime
    closes_at: datetime | None
    state: str
    received_at: datetime | None = None


def hold_open(procurement_id: int) -> None:
    """Keep the procurement as it is until this transaction ends: closing and extension wait for it, it waits for them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM purchasing_procurement WHERE id = %s FOR SHARE", [procurement_id])


def shown_instant(instant: datetime) -> str:
    """To the millisecond, in Beijing time."""
    return clock.local(instant).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def missing_of(bid: Bid) -> list[str]:
    """What the bidder still has to do, in sentences; nothing once bids are no longer received."""
    if bid.procurement.state != "receiving":
        return []
    if bid.state == State.WITHDRAWN:
        return [_("已撤回：截止前不重新提交，就不参加本项目投标。")]
    if bid.state != State.DRAFT:
        return []
    return [_("尚未提交：填写报价、服务方案和声明并提交后，才算投标。")]


def seconds_left(bid: Bid, now: datetime) -> int | None:
    """Whole seconds until the closing while bids are received, else None."""
    closes_at = bid.procurement.closes_at
    if bid.procurement.state != "receiving" or closes_at is None:
        return None
    return max(0, int((closes_at - now).total_seconds()))
