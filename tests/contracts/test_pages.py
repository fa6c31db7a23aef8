"""The pages answer to those who may see them, with their figures, and to nobody else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.contract.schedule import months_in
from contracts.models import Acceptance, Contract, PaymentRequest
from portal.demo.story import acceptance as acceptances
from portal.demo.story import contract as contracts
from portal.demo.story import payment as payments
from portal.demo.story.intention import beijing
from purchasing.procurement.life import stops_of
from purchasing.procurement.models import Procurement

READERS = ("po1", "po2", "ph1", "pf1", "pv1", "s1", "fo1", "fa1", "su1", "au1")
STRANGERS = ("s2", "co1", "ex1", "sa1", "mz1")


@pytest.mark.parametrize("login", READERS)
@pytest.mark.parametrize("kind", ["contract", "accepted", "payment"])
def test_those_concerned_can_read_every_page(sign_in, login, kind, request):
    subject = request.getfixturevalue(kind)

    answer = sign_in(login).get(subject.get_absolute_url())

    assert answer.status_code == 200
    assert "8,900,000.00" in answer.text or "726,833.34" in answer.text


@pytest.mark.parametrize("login", STRANGERS)
@pytest.mark.parametrize("kind", ["contract", "accepted", "payment"])
def test_nobody_else_learns_that_they_exist(sign_in, login, kind, request):
    subject = request.getfixturevalue(kind)

    assert sign_in(login).get(subject.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("login", ["lc1", "ph1"])
def test_every_link_of_the_contract_opens_for_its_reader(contract, payment, sign_in, login):
    client = sign_in(login)
    links = set(
        re.findall(r'href="(/desk/(?:acceptances|payments)/\d+/)"', client.get(contract.get_absolute_url()).text)
    )

    assert {href for href in links if client.get(href).status_code != 200} == set()
    assert bool(links) == (login == "ph1")


@pytest.mark.parametrize("login", ["s2", "fo1"])
def test_a_draft_is_seen_by_the_unit_only(cast, procurement, sign_in, login):
    draft = contracts.draft_sign_publish_file(
        cast, procurement, contracts.SC01, contracts.ContractDays(beijing(2025, 3, 6, 9))
    )

    assert sign_in(login).get(draft.get_absolute_url()).status_code == 404
    assert sign_in("s1").get(draft.get_absolute_url()).status_code == 404
    assert sign_in("po2").get(draft.get_absolute_url()).status_code == 200


def test_the_contract_page_shows_the_life_of_its_periods_and_the_money_by_line(contract, payment, sign_in):
    text = sign_in("ph1").get(contract.get_absolute_url()).text

    assert text.count("第 12 期") == 1
    for figure in ("84.00", "726,833.34", "14,833.33", "5,747,916.67", "1,761,458.33", "1,390,625.00"):
        assert figure in text


def test_the_supplier_sees_no_budget_lines(contract, sign_in):
    assert "5,747,916.67" not in sign_in("s1").get(contract.get_absolute_url()).text


@pytest.mark.parametrize("address", ["/desk/contracts/", "/desk/acceptances/", "/desk/payments/"])
def test_lists_show_each_their_own(payment, sign_in, address):
    title = payment.contract.title

    assert title in sign_in("s1").get(address).text
    assert title not in sign_in("s2").get(address).text
    assert sign_in("ex1").get(address).status_code == 403


def statements(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("login", ["po1", "s1", "fo1"])
def test_the_list_of_payments_costs_the_same_for_one_and_three_rows(cast, contract, sign_in, login):
    client = sign_in(login)
    pay(cast, contract, 1)
    one = statements(client, "/desk/payments/")
    pay(cast, contract, 2)
    pay(cast, contract, 3)

    three = statements(client, "/desk/payments/")

    assert one == three
    assert three <= 12


def pay(cast, contract: Contract, period: int) -> PaymentRequest:
    score, when = acceptances.SC01_MONTHS[period - 1]
    accepted = acceptances.accept_month(cast, contract, period, score, when, publish=False)
    return payments.request_month(cast, accepted, when)


def test_the_list_of_acceptances_costs_the_same_for_one_and_three_rows(contract, sign_in):
    client, periods = sign_in("s1"), Acceptance.objects.filter(contract=contract)

    one = statements(client, "/desk/acceptances/?q=nothing-like-it")
    twelve = statements(client, "/desk/acceptances/")

    assert periods.count() == 12
    assert one <= twelve <= 12


@pytest.mark.parametrize("kind", ["contract", "payment"])
def test_anonymous_readers_are_led_to_the_login(client, kind, request):
    subject = request.getfixturevalue(kind)

    assert client.get(subject.get_absolute_url()).status_code == 302


def test_the_life_line_goes_on_with_contract_periods_and_payments(procurement, payment):
    late = [(stop.progress, str(stop.when)) for stop in stops_of(Procurement.objects.get(pk=procurement.pk))[-4:]]

    assert late == [("done", "2025-03-11"), ("now", "1 / 12"), ("now", "0 / 12"), ("ahead", "None")]


def test_after_the_notice_of_award_the_life_line_waits_for_the_contract(procurement):
    late = [stop.progress for stop in stops_of(Procurement.objects.get(pk=procurement.pk))[-4:]]

    assert late == ["now", "ahead", "ahead", "ahead"]


def test_a_year_from_the_middle_of_a_month_is_twelve_months():
    spans = [
        months_in(date(2025, 4, 1), date(2026, 3, 31)),
        months_in(date(2025, 4, 15), date(2026, 4, 14)),
        months_in(date(2025, 4, 15), date(2026, 4, 15)),
        months_in(date(2025, 4, 1), date(2025, 4, 1)),
    ]

    assert spans == [12, 12, 13, 1]
