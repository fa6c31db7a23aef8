"""Contested acts of path B under real concurrency: the money comes once, an item is asked for once."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.roles import Role
from portal.demo.cast import add_person, build_cast
from portal.workflow.perform import perform
from purchasing.additional.actions import start_request
from purchasing.additional.flow import ADDITIONAL
from purchasing.models import AdditionalBudgetRequest, BudgetLine, LedgerEntry
from tests.factories.additional import GAP, item_of_path_b, outside_act, request
from tests.factories.ledger import sums_of_entries
from tests.services.contest import at_once
from tests.services.live import LiveDb


def test_two_officers_confirm_the_grant_at_once_and_the_money_comes_once(live_db: LiveDb) -> None:
    cast = build_cast()
    second = add_person("fa9", "财政审批乙", cast.organisations["finance"], Role.FINANCE_APPROVER)
    with transaction.atomic():
        row = request(cast, state="congress_approved", pending="agreed")
        outside_act(cast, row, "grant")

    results = at_once(*(lambda a=a: perform(ADDITIONAL, row, "confirm_grant", actor=a) for a in (cast["fa1"], second)))

    line = BudgetLine.objects.get(code="new")
    assert results == ["done", "state-moved"]
    assert LedgerEntry.objects.filter(kind="grant", line=line).count() == 1
    assert (line.granted, line.held) == (GAP, GAP)
    for each in BudgetLine.objects.all():
        assert {name: getattr(each, name) for name in sums_of_entries(each)} == sums_of_entries(each)


def test_two_clerks_begin_at_once_and_one_request_is_open(live_db: LiveDb) -> None:
    cast = build_cast()
    with transaction.atomic():
        item = item_of_path_b(cast)

    results = at_once(*(lambda a=a: start_request(a, item) for a in (cast["po1"], cast["po2"])))

    assert results == ["done", "request-open"]
    assert AdditionalBudgetRequest.objects.count() == 1
