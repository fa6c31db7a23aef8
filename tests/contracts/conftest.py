"""A contract in force, accepted periods, and a browser session for each person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from contracts.models import Acceptance, Contract, PaymentRequest
from portal.demo.cast import Cast
from portal.demo.story import acceptance as acceptances
from portal.demo.story import contract as contracts
from portal.demo.story import payment as payments
from portal.demo.story.intention import beijing
from portal.values import clock
from purchasing.procurement.models import Procurement
from tests.factories.contracts import awarded


@pytest.fixture
def procurement(cast: Cast) -> Procurement:
    with clock.at(beijing(2025, 2, 24, 10)):
        return awarded(cast)


@pytest.fixture
def contract(cast: Cast, procurement: Procurement) -> Contract:
    """In force since 2025-04-01."""
    return contracts.draft_sign_publish_file(cast, procurement, contracts.SC01, contracts.SC01_DAYS)


@pytest.fixture
def accepted(cast: Cast, contract: Contract) -> Acceptance:
    """The fifth month: 84 points, 98 %."""
    return acceptances.accept_month(cast, contract, 5, "84", beijing(2025, 9, 3, 15), publish=False)


@pytest.fixture
def payment(cast: Cast, accepted: Acceptance) -> PaymentRequest:
    return payments.request_month(cast, accepted, beijing(2025, 9, 3, 16))


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    def make(login: str) -> Client:
        client = Client()
        client.force_login(cast.user(login))
        return client

    return make
