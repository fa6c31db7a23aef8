"""Whoever checks a text for secrets sees the text, whatever its kind."""

from __future__ import annotations

import pytest

from portal.demo.cast import Cast
from purchasing.intention.models import Intention
from purchasing.publication import queries
from purchasing.publication.models import Kind
from tests.factories import cases


def test_every_kind_of_publication_has_a_preview() -> None:
    assert set(queries._renderers) == set(Kind.values)


@pytest.mark.django_db
def test_an_intention_shows_its_needs_and_budget(cast: Cast) -> None:
    item = cases.plan_item(cast, state="approved")
    intention = Intention(
        plan_item=item, title="市容环境卫生一体化作业服务", needs="城区道路清扫", budget=item.amount,
        expected_month=item.expected_month, author=cast.user("po1"),
    )  # fmt: skip

    preview = queries._renderers[Kind.INTENTION](intention)

    assert preview.paragraphs == ["城区道路清扫"]
    assert ("预算金额（元）", "9,600,000.00") in preview.facts
