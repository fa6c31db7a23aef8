"""Where an ended procurement stopped: one answer for the desk and for the dossier."""

from __future__ import annotations

import pytest

from portal.demo.cast import Cast
from portal.values import clock
from purchasing.procurement.life import STAGES, stage_at_end, stops_of
from tests.factories.cases import procurement

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "reached", "stage"),
    [
        ("terminated", ["announced_at"], "opening"),
        ("failed_insufficient", ["announced_at"], "opening"),
        ("voided", ["announced_at", "opened_at"], "review"),
        ("voided", ["announced_at", "opened_at", "reviewed_at"], "result"),
        ("reviewing", ["announced_at", "opened_at"], None),
    ],
)
def test_it_stops_at_the_first_stage_it_did_not_reach(
    cast: Cast, state: str, reached: list[str], stage: str | None
) -> None:
    now = clock.now()
    times = dict.fromkeys(("announced_at", "opened_at", "reviewed_at", "result_at")) | dict.fromkeys(reached, now)
    row = procurement(cast, state=state, **times)

    failed = [str(stop.label) for stop in stops_of(row) if stop.progress == "failed"]

    assert stage_at_end(row) == stage
    assert failed == ([str(STAGES[stage])] if stage else [])
    assert len(stops_of(row)) == len(STAGES)
