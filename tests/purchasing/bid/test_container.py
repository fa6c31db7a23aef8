"""The container of a bid: comes back as it went in, the same for the same offer, and nothing else passes for one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purchasing.bid.container import BidFile, NotABid, Offer, PriceLine, packed, unpacked

OFFER = Offer(
    lines=(PriceLine("道路清扫保洁", "㎡", Decimal("2400000.00"), Decimal("2.55")),),
    service_plan="按标准\n作业 𠅤",
    size="large",
    declarations=("b", "a"),
    secrets="",
    files=(BidFile("方案.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"), BidFile("a.png", "image/png", b"png")),
)


def test_an_offer_comes_back_as_it_went_in() -> None:
    back = unpacked(packed(OFFER))

    assert back == replace(OFFER, declarations=("a", "b"))
    assert back.total == Decimal("6120000.00")


def test_the_same_offer_gives_the_same_bytes() -> None:
    assert packed(OFFER) == packed(replace(OFFER, declarations=("a", "b")))


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_other_bytes_are_not_a_bid(data: bytes) -> None:
    with pytest.raises(NotABid):
        unpacked(data)


def test_a_file_exchanged_inside_is_noticed() -> None:
    data = packed(OFFER)

    for broken in (data.replace(b"%PDF-1.7", b"%PDF-1.6"), data[:-1], data + b"x", data[:12] + b"\xff" * 40):
        with pytest.raises(NotABid):
            unpacked(broken)


def test_each_line_is_rounded_half_up_to_the_fen() -> None:
    line = PriceLine("x", "次", Decimal("0.50"), Decimal("0.33"))

    assert line.amount == Decimal("0.17")


def test_no_price_and_no_text_stands_in_a_repr() -> None:
    shown = repr(OFFER)

    assert "2.55" not in shown
    assert "作业" not in shown
