"""The arithmetic of a review, pure: price scores, means of sheets, ranks, and what R-40 wants looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Offer:
    """One conforming bid: price in yuan, whether the small-business deduction applies."""

    bid: int
    price: Decimal
    small: bool


@dataclass(frozen=True)
class Place:
    bid: int
    price: Decimal
    adjusted: Decimal
    price_score: Decimal
    other_score: Decimal
    total: Decimal
    rank: int


def fits(points: Decimal, maximum: Decimal, step: Decimal) -> bool:
    """Whether points lie between 0 and the criterion's maximum, in whole steps."""
    return bool(points.is_finite()) and 0 <= points <= maximum and points % step == 0


def half_up(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def adjusted_price(offer: Offer, rate: Decimal) -> Decimal:
    """The price used for scoring: `rate` percent less for small and micro businesses (R-79), in yuan."""
    return half_up(offer.price * (100 - rate) / 100) if offer.small else offer.price


def price_score(lowest: Decimal, adjusted: Decimal, weight: Decimal) -> Decimal:
    """Low price first: min(adjusted) / adjusted × weight, half up to 0.01 (R-41, O87 art. 55)."""
    return half_up(lowest / adjusted * weight)


def mean(totals: Sequence[Decimal]) -> Decimal:
    """The mean of the members' totals, half up to 0.01."""
    return half_up(sum(totals, Decimal(0)) / len(totals))


def rank(
    offers: Sequence[Offer], sheets: Mapping[int, Sequence[Decimal]], *, weight: Decimal, rate: Decimal, seed: str
) -> list[Place]:
    """Places in order: total, then lower price, then a draw by `seed` (R-42). `sheets` maps bid to members' totals."""
    adjusted = {offer.bid: adjusted_price(offer, rate) for offer in offers}
    lowest = min(adjusted.values())
    rows = []
    for offer in offers:
        points = price_score(lowest, adjusted[offer.bid], weight)
        other = mean(sheets[offer.bid])
        rows.append((offer, points, other, points + other))
    rows.sort(key=lambda r: (-r[3], r[0].price, sha256(f"{seed}:{r[0].bid}".encode()).hexdigest()))
    return [
        Place(offer.bid, offer.price, adjusted[offer.bid], points, other, total, number)
        for number, (offer, points, other, total) in enumerate(rows, start=1)
    ]


def carried(in_favour: int, votes: int) -> bool:
    """Whether more than half of the members found so (财政部令第87号 第六十一条)."""
    return in_favour > votes - in_favour


def draw(pool: Sequence[int], seed: str, count: int) -> list[int]:
    """Draw `count` of the pool, replayable: in the order of SHA-256(seed:id)."""
    return sorted(pool, key=lambda member: sha256(f"{seed}:{member}".encode()).hexdigest())[:count]
