"""What the public learns of path B: after the check, the decision with its documents and the sum, and nothing before."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from disclosure.models import DisclosureItem, OcdsRelease
from portal.demo.story import additional as story
from portal.outbox import drain
from portal.reports.actions import reports_of
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.models import DueDate
from portal.workflow.perform import perform
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind
from purchasing.publication.queries import fingerprint_of, publication_of
from tests.purchasing.additional.conftest import PEOPLE, Sc08, Until

pytestmark = pytest.mark.django_db


def publish(case: Sc08) -> DisclosureItem:
    """The second person checks the text, the sweep releases it, the site takes it over."""
    publication = publication_of(case.request, Kind.ADDITIONAL)
    assert publication is not None
    text = {"text": fingerprint_of(publication)}
    perform(PUBLICATION, publication, "check", actor=case.cast[PEOPLE.second], data=text)
    with clock.at(clock.now() + timedelta(days=1)):
        sweep()
        drain()
    return DisclosureItem.objects.get(kind=Kind.ADDITIONAL)


def test_the_decision_and_the_sum_are_public_with_their_documents(sc08: Until) -> None:
    case = sc08("approved")
    before = Client().get(f"/procurements/{case.item.ocid}/").status_code

    item = publish(case)

    content = item.content
    assert (before, content["gap"], content["approved"], content["amount"]) == (
        404, "1920000.00", "1440000.00", "4320000.00",
    )  # fmt: skip
    assert [(row["document"], row["on"]) for row in content["acts"]] == [
        ("景府常纪〔2025〕31号", "2025-11-17"), ("市人大会议关于 2026 年预算的决议", "2026-01-16"),
        ("景财预〔2026〕12号", "2026-01-30"),
    ]  # fmt: skip
    assert story.SC08.opinion not in json.dumps(content, ensure_ascii=False)
    assert reports_of(case.item.supplement).get().public
    assert DueDate.objects.get(flow="additional", name="disclose").met_at is not None


def test_the_dossier_and_open_data_begin_with_the_supplement(sc08: Until) -> None:
    case = sc08("approved")

    publish(case)

    page = Client().get(f"/procurements/{case.item.ocid}/").text
    body = json.loads(OcdsRelease.objects.get(ocid=case.item.ocid, item__kind=Kind.ADDITIONAL).body)
    number = case.item.supplement.number
    assert (f"新增预算，补充批复 {number}" in page, "批准新增 1,440,000.00 元" in page) == (True, True)
    assert (body["tag"], body["planning"]["budget"]["id"]) == (["planning"], number)
    assert body["planning"]["budget"]["amount"]["amount"] == 4320000.00


def test_a_record_that_comes_late_does_not_move_the_limit(sc08: Until) -> None:
    case = sc08("submission")
    clock.freeze_at(story.beijing(2026, 1, 20, 9))
    case.do(
        "record_congress",
        "fo1",
        **case.paper("congress", date(2026, 1, 16), outcome="agreed", amount=Decimal("1440000")),
    )

    case.do("confirm_congress", "fa1")

    assert DueDate.objects.get(name="finance_reply").due_on == date(2026, 2, 5)
