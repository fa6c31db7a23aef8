"""A contract with twelve paid months, its evaluation at any stage, and a browser session for each person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest
from django.core.cache import cache
from django.test import Client

from contracts.models import Contract
from evaluation.models import Evaluation
from portal.demo.cast import Cast
from portal.demo.story.evaluation import SC01, SC01_DAYS, Days, run_evaluation
from tests.factories.evaluation import contract as make_contract


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def contract(cast: Cast) -> Contract:
    return make_contract(cast)


def until(last: str) -> Days:
    """The first case's days up to and including one."""
    names = [field.name for field in fields(Days)]
    return Days(**{name: getattr(SC01_DAYS, name) for name in names[: names.index(last) + 1]})


@pytest.fixture
def evaluated(cast: Cast, contract: Contract) -> Callable[[str], Evaluation]:
    """The first case's evaluation as far as a day's name."""
    return lambda last: run_evaluation(cast, contract, SC01, until(last))


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    def make(login: str) -> Client:
        client = Client()
        client.force_login(cast.user(login))
        return client

    return make
