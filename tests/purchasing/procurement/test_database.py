"""What the database itself refuses to the application about the closing of a procurement, and about what was released."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Publication
from tests.factories.cases import procurement
from tests.flows import build_publication

pytestmark = pytest.mark.django_db
PUT_OFF = "closes_at = closes_at + interval '5 days'"


def update(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE purchasing_procurement SET {statement}")


def test_the_closing_of_an_announced_procurement_is_not_moved_outside_an_act(cast: Cast) -> None:
    procurement(cast, state="receiving")

    with pytest.raises(IntegrityError, match="only put off"):
        update(PUT_OFF)


def test_an_act_puts_it_off(cast: Cast) -> None:
    row = procurement(cast, state="receiving")

    with writing_states():
        update(PUT_OFF)

    assert Procurement.objects.get(pk=row.pk).closes_at == row.closes_at + timedelta(days=5)


@pytest.mark.parametrize("change", ["closes_at = closes_at - interval '1 second'", "closes_at = NULL"])
def test_not_even_an_act_moves_it_forward(cast: Cast, change: str) -> None:
    procurement(cast, state="receiving")

    with pytest.raises(IntegrityError, match="only put off"), writing_states():
        update(change)


def test_not_even_an_act_moves_it_once_it_has_come(cast: Cast) -> None:
    row = procurement(cast, state="receiving")
    clock.freeze_at(row.closes_at + timedelta(seconds=10))

    with pytest.raises(IntegrityError, match="only put off"), writing_states():
        update(PUT_OFF)


@pytest.mark.parametrize("change", [PUT_OFF, f"closed_at = NULL, {PUT_OFF}", "closed_at = NULL"])
def test_a_closed_procurement_is_not_opened_again_by_moving_its_clock(cast: Cast, change: str) -> None:
    procurement(cast, state="closed", closed_at=clock.now())

    with pytest.raises(IntegrityError, match=r"only put off|never changes"), writing_states():
        update(change)


def test_when_it_was_announced_never_changes(cast: Cast) -> None:
    procurement(cast, state="receiving")

    with pytest.raises(IntegrityError, match="announced never changes"), writing_states():
        update("announced_at = NULL")


def test_before_the_announcement_the_closing_is_still_the_documents(cast: Cast) -> None:
    row = procurement(cast, state="preparing", closes_at=clock.now())

    update("closes_at = closes_at - interval '1 hour'")

    assert Procurement.objects.get(pk=row.pk).closes_at == row.closes_at - timedelta(hours=1)


@pytest.mark.parametrize(
    "change", [{"title": "改过的标题"}, {"author": None}, {"reason": "补记"}, {"state": "checked"}]
)
def test_a_released_publication_is_frozen(cast: Cast, change: dict[str, object]) -> None:
    row = build_publication.build(cast, "released")

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), writing_states():
        Publication.objects.filter(pk=row.pk).update(**change)
