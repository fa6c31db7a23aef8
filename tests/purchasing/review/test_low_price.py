"""R-49: the page and the report say whether the rule on abnormally low prices holds, and it excludes nobody by itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from portal.demo.cast import Cast
from portal.demo.story.intention import beijing
from purchasing.models import CommitteeMember, Procurement
from purchasing.review.low_price import low_price_of
from purchasing.review.reports import report_context
from purchasing.review.tables import report_view
from tests.purchasing.review.case import at_stage, opened

pytestmark = pytest.mark.django_db
IN_FORCE = beijing(2026, 2, 1, 0, 1)


def ranked(*prices: str) -> list[SimpleNamespace]:
    """Places of a ranking with these prices, as far as the rule reads them."""
    return [
        SimpleNamespace(price=Decimal(price), bid=SimpleNamespace(opened=SimpleNamespace(supplier_name=f"第{n}家")))
        for n, price in enumerate(prices, start=1)
    ]


def row(cast: Cast, announced_at, ceiling: str | None = "9600000.00") -> Procurement:
    procurement = opened(cast)
    procurement.announced_at = announced_at
    procurement.ceiling = Decimal(ceiling) if ceiling else None
    return procurement


def test_the_first_case_says_that_the_rule_does_not_hold_yet(cast: Cast, client) -> None:
    procurement = at_stage(cast, "signed")
    client.force_login(cast.user("su1"), backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(f"/desk/procurements/{procurement.ocid}/report/").content.decode()
    facts = {str(f["label"]): str(f["value"]) for f in report_context(procurement)["facts"]}

    assert "自 2026-02-01 起施行；本项目于 2025-01-23 公告，不适用" in page
    assert "不适用" in facts["异常低价审查"]
    assert report_view(procurement).low_price.asked == []


def test_the_members_read_it_while_they_score_and_no_price(cast: Cast, client) -> None:
    procurement = at_stage(cast, "conforming")
    seat = CommitteeMember.objects.get(committee__procurement=procurement, user=cast.user("ex1"))
    client.force_login(cast.user("ex1"), backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(seat.get_absolute_url()).content.decode()

    assert "本项目于 2025-01-23 公告，不适用" in page
    assert "8,900,000" not in page


def test_the_rule_holds_from_its_first_day_on(cast: Cast) -> None:
    procurement = row(cast, IN_FORCE)
    on = low_price_of(procurement)
    procurement.announced_at = IN_FORCE - timedelta(minutes=2)
    before = low_price_of(procurement)

    assert (before.applies, on.applies) == (False, True)
    assert on.since == date(2026, 2, 1)
    assert "不少于 30 分钟" in on.sentence


@pytest.mark.parametrize(
    ("prices", "ceiling", "asked"),
    [
        (("3999999.99", "8000000", "8000000"), "5000000", {"第1家": ["次低"]}),
        (("4000000", "8000000", "8000000"), "5000000", {}),
        (("4319999.99", "5000000", "5000000"), "9600000", {"第1家": ["最高限价"]}),
        (("4320000", "5000000", "5000000"), "9600000", {}),
        (("4319999.99", "5000000", "5000000"), None, {"第1家": ["最高限价"]}),
        (("1000", "9000000", "9000000"), "9600000", {"第1家": ["最高限价", "平均", "次低"]}),
        (("5000000",), "9600000", {}),
        ((), "9600000", {}),
    ],
)
def test_a_price_is_asked_about_strictly_below_a_limit(cast: Cast, prices, ceiling, asked) -> None:
    found = low_price_of(row(cast, IN_FORCE, ceiling), ranked(*prices))

    assert [name for name, _limits in found.asked] == list(asked)
    for name, limits in found.asked:
        assert [next(word for word in ("最高限价", "平均", "次低") if word in limit) for limit in limits] == asked[name]
    assert ("触发审查的报价" in found.sentence) == bool(asked)
