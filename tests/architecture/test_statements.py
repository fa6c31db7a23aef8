"""Every page costs at most twelve statements, and as many for many rows as for few (P6)."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.demo.cast import Cast
from portal.demo.story.evaluation import SC01, SC01_DAYS, run_evaluation
from portal.notify.models import Notification
from portal.values import clock
from tests.factories.evaluation import contract as make_contract

pytestmark = pytest.mark.django_db

LIMIT = 12
PAGES = 45  # of one person's walk
OF_A_KIND = 2
ROLES = ("po1", "ph1", "pf1", "fo1", "fa1", "ag1", "s1", "tp1", "su1", "co1", "sa1")


@pytest.fixture
def case(cast: Cast) -> Cast:
    """The first case's contract with twelve months accepted and paid, and its evaluation, published."""
    cache.clear()
    run_evaluation(cast, make_contract(cast), SC01, SC01_DAYS)
    return cast


def signed_in(login: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=login))
    return client


def kind_of(address: str) -> str:
    return re.sub(r"ocds-[\w-]+|[0-9a-f]{16}|\d+", "#", address.split("?", maxsplit=1)[0])


def walk(client: Client, start: str) -> dict[str, int]:
    """The statements of every page that links lead to, a few of each kind."""
    todo, costs, kinds = [start], {}, Counter[str]()
    while todo and len(costs) < PAGES:
        address = todo.pop(0)
        if address in costs or kinds[kind_of(address)] >= OF_A_KIND or address.startswith(("/static", "/logout")):
            continue
        kinds[kind_of(address)] += 1
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        costs[address] = len(asked)
        todo += [link for link in re.findall(r'href="([^"#?]+)', answer.text) if link.startswith("/")]
    return costs


@pytest.mark.parametrize("login", ROLES)
def test_no_page_of_the_desk_costs_more_than_twelve(case: Cast, login: str):
    costs = walk(signed_in(login), "/desk/")

    assert len(costs) > 5
    assert {address: cost for address, cost in costs.items() if cost > LIMIT} == {}


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("login", ["po1", "s1", "fo1"])
def test_a_contract_costs_the_same_with_twelve_months_and_one(cast: Cast, login: str):
    contract, client = make_contract(cast), signed_in(login)
    twelve = cost(client, contract.get_absolute_url())
    contract.payments.filter(acceptance__period__gt=1).delete()
    contract.acceptances.filter(period__gt=1).delete()

    assert cost(client, contract.get_absolute_url()) == twelve <= LIMIT


@pytest.mark.parametrize("address", ["/desk/", "/notifications/"])
def test_ten_and_a_hundred_messages_cost_the_same(cast: Cast, address: str):
    client, person, at = signed_in("po1"), cast.user("po1"), clock.now()

    def send(count: int) -> None:
        Notification.objects.bulk_create(
            Notification(recipient=person, key=f"{count}-{number}", title=f"消息{number}", url="/desk/", at=at)
            for number in range(count)
        )

    send(10)
    ten = cost(client, address)
    send(90)

    assert cost(client, address) == ten <= LIMIT
