"""The first case from the annual plan to the public evaluation, through real pages, each person at an own browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.demo.cast import build_cast
from portal.demo.story import payment as payments
from portal.demo.story.plan import set_approval_counter
from portal.demo.story.tender import add_takers
from tests.journeys import figures, first_part, second_part, third_part
from tests.journeys.browser import PASSWORD, People
from tests.services.live import LiveDb

pytestmark = pytest.mark.xdist_group("journey_sc_01")


def test_the_first_case_goes_all_the_way_through_its_pages(live_db: LiveDb, person: Callable[..., object]) -> None:
    cast = build_cast(PASSWORD)
    add_takers(cast, PASSWORD)
    set_approval_counter(2024, 47)
    with live_db.web() as base, live_db.worker():
        people = People(lambda: person(base))
        item = first_part.plan_and_approve(cast, people)
        procurement = first_part.specify(cast, people, item)
        passphrases = first_part.enrol(people)
        first_part.tender(cast, people, procurement)
        second_part.receive_bids(people, procurement)
        second_part.open_bids(people, procurement, passphrases)
        second_part.review(cast, people, procurement)
        second_part.award(people, procurement)
        contract = third_part.sign(people, procurement)
        last = third_part.year(cast, people, contract)
        survey = third_part.notify_evaluation(cast, people, contract)
        third_part.pay(people, last, payments.SC01_PAID[-1])
        third_part.ask_recipients(people, survey)
        third_part.score(people, survey)
        third_part.report_and_publish(people, survey)
        figures.on_screens(people, procurement, contract, survey.evaluation)
        figures.in_papers(people, procurement)
        figures.in_open_data(people, procurement)
