"""The review's arithmetic on the figures of the first case."""

from __future__ import annotations

from decimal import Decimal

from purchasing.review import scoring
from purchasing.review.scoring import Offer

D = Decimal
OFFERS = [Offer(2, D("9120000"), True), Offer(1, D("8900000"), False), Offer(3, D("9350000"), False)]
SHEETS = {
    2: [D(x) for x in ("69.1", "67.2", "69.4", "67.5", "69.4", "68.8", "67.4")],
    1: [D(x) for x in ("71.8", "71.5", "71.3", "69.7", "72.2", "71.3", "70.6")],
    3: [D(x) for x in ("67.2", "66.0", "64.7", "65.2", "66.5", "65.1", "67.3")],
}


def places():
    return scoring.rank(OFFERS, SHEETS, weight=D(20), rate=D(10), seed="s")


def test_the_first_case_is_won_by_the_highest_total() -> None:
    result = [(p.bid, p.rank, p.price_score, p.other_score, p.total) for p in places()]

    assert result == [
        (1, 1, D("18.44"), D("71.20"), D("89.64")),
        (2, 2, D("20.00"), D("68.40"), D("88.40")),
        (3, 3, D("17.56"), D("66.00"), D("83.56")),
    ]


def test_small_businesses_are_scored_at_the_reduced_price_and_keep_their_own() -> None:
    second = next(p for p in places() if p.bid == 2)

    assert (second.price, second.adjusted) == (D("9120000"), D("8208000.00"))


def test_a_tie_goes_to_the_lower_price() -> None:
    offers = [Offer(1, D(100), False), Offer(2, D(100), True)]
    sheets = {1: [D(70)], 2: [D(70)]}

    tied = scoring.rank(
        [Offer(7, D(90), False), Offer(8, D(90), False)], {7: [D(1)], 8: [D(1)]}, weight=D(10), rate=D(10), seed="a"
    )

    assert [p.bid for p in scoring.rank(offers, sheets, weight=D(10), rate=D(10), seed="x")] == [2, 1]
    assert sorted(p.bid for p in tied) == [7, 8]


def test_the_draw_can_be_replayed_and_depends_on_the_seed() -> None:
    pool = list(range(1, 40))

    assert scoring.draw(pool, "seed", 5) == scoring.draw(list(reversed(pool)), "seed", 5)
    assert scoring.draw(pool, "seed", 5) != scoring.draw(pool, "other", 5)
