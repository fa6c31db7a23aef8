"""An intention is begun by a clerk, checked by another, released by the head; nobody does two of the three."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.demo.story.intention import check_secrecy
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform
from purchasing.intention.actions import edit_intention, start_intention
from purchasing.intention.flow import INTENTION
from purchasing.intention.models import Intention
from purchasing.intention.queries import runs_until
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from tests.factories import preparation
from tests.factories.cases import plan_item


def edited(cast: Cast, row: Intention, **changes: object) -> None:
    values = {
        "version": row.version, "title": row.title, "needs": row.needs, "budget": row.budget,
        "expected_month": row.expected_month, **changes,
    }  # fmt: skip
    edit_intention(cast["po1"], row, **values)


def test_an_intention_begins_with_the_words_and_figures_of_the_plan(cast: Cast) -> None:
    item = preparation.approved_item(cast)

    row = start_intention(cast["po1"], item)

    assert (row.title, row.budget, row.expected_month) == (item.title, Decimal("9600000.00"), item.expected_month)
    assert "道路清扫保洁 2400000 ㎡" in row.needs
    assert publication_of(row, Kind.INTENTION).state == "drafted"


def test_whoever_edits_a_text_that_waits_for_its_check_does_not_check_it(cast: Cast) -> None:
    row = start_intention(cast["po1"], preparation.approved_item(cast))
    edit_intention(
        cast["po2"], row, version=row.version, title=row.title, needs="改", budget=row.budget,
        expected_month=row.expected_month,
    )  # fmt: skip
    publication = publication_of(row, Kind.INTENTION)

    with pytest.raises(Refused) as refused:
        perform(PUBLICATION, publication, "check", actor=cast["po2"])

    assert refused.value.codes == ("separation-of-duties",)


def test_an_item_that_is_not_approved_has_no_intention(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        start_intention(cast["po1"], plan_item(cast, state="draft"))

    assert refused.value.codes == ("item-not-approved",)


def test_a_second_intention_of_an_item_is_refused(cast: Cast) -> None:
    item = preparation.approved_item(cast)
    start_intention(cast["po1"], item)

    with pytest.raises(Refused) as refused:
        start_intention(cast["po2"], item)

    assert refused.value.codes == ("intention-exists",)


@pytest.mark.parametrize("login", ["ph1", "fo1", "ag1", "s1", "su1", "pb1"])
def test_only_clerks_of_the_unit_begin_one(cast: Cast, login: str) -> None:
    with pytest.raises(Forbidden):
        start_intention(cast[login], preparation.approved_item(cast))

    assert not Intention.objects.exists()


def test_the_release_waits_for_the_check_by_a_second_person(cast: Cast) -> None:
    row = start_intention(cast["po1"], preparation.approved_item(cast))

    with pytest.raises(Refused) as unchecked:
        perform(INTENTION, row, "release", actor=cast["ph1"])
    with pytest.raises(Refused) as own:
        check_secrecy(cast, row, Kind.INTENTION, second="po1")

    assert unchecked.value.codes == ("secrecy-unchecked",)
    assert own.value.codes == ("separation-of-duties",)


def test_the_release_publishes_and_starts_the_thirty_days(cast: Cast) -> None:
    row = start_intention(cast["po1"], preparation.approved_item(cast))
    check_secrecy(cast, row, Kind.INTENTION)

    perform(INTENTION, row, "release", actor=cast["ph1"])

    row.refresh_from_db()
    due = runs_until(row)
    assert publication_of(row, Kind.INTENTION).state == "released"
    assert due is not None
    assert due.date == clock.day_of(row.released_at) + timedelta(days=31)
    assert AuditEntry.objects.get(verb="intention.release").grounds["rules"]["R-11"]["value"] == "30"


def test_a_text_changed_after_the_check_is_checked_again(cast: Cast) -> None:
    row = start_intention(cast["po1"], preparation.approved_item(cast))
    check_secrecy(cast, row, Kind.INTENTION)

    edited(cast, row, needs="另有要求")

    assert publication_of(row, Kind.INTENTION).state == "drafted"


def test_a_budget_above_the_plan_is_refused(cast: Cast) -> None:
    row = start_intention(cast["po1"], preparation.approved_item(cast))

    with pytest.raises(Refused) as refused:
        edited(cast, row, budget=Decimal("9600000.01"))

    assert refused.value.codes == ("over-plan",)


def test_a_stale_edit_is_refused_and_shown_against_what_was_saved(cast: Cast) -> None:
    row = start_intention(cast["po1"], preparation.approved_item(cast))
    stale = row.version
    edited(cast, row, title="新名称")
    client = Client()
    client.force_login(cast.user("po1"))

    page = client.post(
        f"/desk/intentions/{row.pk}/edit/",
        {"version": stale, "title": "我的名称", "needs": "需求", "budget": "1", "expected_month": "2030-01-01"},
    )

    row.refresh_from_db()
    text = page.content.decode()
    assert page.status_code == 422
    assert row.title == "新名称"
    assert "新名称" in text
    assert "我的名称" in text


def test_a_released_intention_cannot_be_edited(cast: Cast) -> None:
    row = preparation.intention(cast, state="released")

    with pytest.raises(Forbidden):
        edited(cast, row, title="新名称")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", "\x00"), ("title", "　\u200b"), ("title", "长" * 121), ("budget", "0"), ("budget", "-5"),
        ("budget", "1e99"), ("budget", "九百万"), ("expected_month", "2025-02-30"), ("expected_month", "明年"),
    ],
)  # fmt: skip
def test_bad_input_is_shown_at_its_field_and_nothing_is_lost(cast: Cast, field: str, typed: str) -> None:
    row = start_intention(cast["po1"], preparation.approved_item(cast))
    client = Client()
    client.force_login(cast.user("po1"))
    good = {
        "version": row.version, "title": "名称", "needs": "保留的需求", "budget": "9,600,000.00", "expected_month": "2030/1/1",
    }  # fmt: skip

    page = client.post(f"/desk/intentions/{row.pk}/edit/", {**good, field: typed})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert "保留的需求" in page.content.decode()
