"""The review and award of the first case, to the figure and the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from portal.demo.cast import Cast
from purchasing.models import Award, Ranking
from tests.purchasing.review.case import at_stage, opened_with_keys


@pytest.mark.django_db
def test_the_table_of_the_first_case_makes_its_winner_to_the_figure(cast: Cast) -> None:
    row = at_stage(cast, "published", opened_with_keys(cast))

    places = {
        r.bid.supplier.organization.name: (r.other_score, r.price_score, r.total, r.rank, r.adjusted_price)
        for r in Ranking.objects.filter(procurement=row)
    }
    assert places == {
        "千窑城服（虚构）": (Decimal("71.20"), Decimal("18.44"), Decimal("89.64"), 1, Decimal("8900000.00")),
        "碧瓷环境（虚构）": (Decimal("68.40"), Decimal("20.00"), Decimal("88.40"), 2, Decimal("8208000.00")),
        "青花物业（虚构）": (Decimal("66.00"), Decimal("17.56"), Decimal("83.56"), 3, Decimal("9350000.00")),
    }
    award = Award.objects.get(procurement=row)
    assert (award.supplier, award.amount, award.total_score) == (
        cast.suppliers["qianyao"], Decimal("8900000.00"), Decimal("89.64"),
    )  # fmt: skip
    assert award.challenges_until == date(2025, 3, 6)
    assert award.notice_number.startswith("景购中〔2025〕")
    assert row.state == "notice_sent"
