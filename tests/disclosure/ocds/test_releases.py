"""Releases: exact numbers, stored once, never changed, and right by the official schemas."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from disclosure.item.actions import publish
from disclosure.ocds.actions import InvalidRelease, release
from disclosure.ocds.check import problems_of
from disclosure.ocds.encode import dumps, loads
from disclosure.ocds.models import OcdsRelease
from disclosure.ocds.queries import compiled, record_package, release_package
from portal.demo.cast import Cast
from portal.values import clock
from purchasing.models import PlanApproval, PlanItem
from purchasing.publication.models import Kind
from tests.disclosure.ocds.official import needs_schema, problems_of_record, problems_of_releases
from tests.factories import cases

pytestmark = pytest.mark.django_db
AT = datetime(2024, 12, 20, 9, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def planned(cast: Cast) -> PlanItem:
    item = cases.plan_item(cast, state="approved")
    PlanApproval.objects.create(
        plan=item.plan,
        number="景财购批〔2024〕47号",
        amount=item.amount,
        approved_at=AT,
        approved_by=cast.user("fa1"),
    )
    return item


def release_plan(item: PlanItem) -> OcdsRelease:
    return release(publish(Kind.PLAN, item.plan, at=AT))[0]


def test_decimals_leave_as_the_numbers_they_were() -> None:
    text = dumps({"amount": Decimal("8885166.67"), "big": Decimal("9999999999999.99"), "text": "1.50"})

    assert text == '{"amount":8885166.67,"big":9999999999999.99,"text":"1.50"}'
    assert loads(text)["big"] == Decimal("9999999999999.99")


def test_a_plan_becomes_a_planning_release_with_its_budget(planned: PlanItem) -> None:
    row = release_plan(planned)

    body = json.loads(row.body)
    assert (body["ocid"], body["tag"], body["date"]) == (planned.ocid, ["planning"], "2024-12-20T09:00:00+08:00")
    assert body["planning"]["budget"]["amount"] == {"amount": 9600000.00, "currency": "CNY"}
    assert [item["quantity"] for item in body["tender"]["items"]] == [2400000, 36500, 25]


def test_releasing_twice_is_one_release(planned: PlanItem) -> None:
    assert release_plan(planned).pk == release_plan(planned).pk
    assert OcdsRelease.objects.count() == 1


@pytest.mark.parametrize("way", ["update", "delete"])
def test_a_stored_release_cannot_be_changed(planned: PlanItem, way: str) -> None:
    row = release_plan(planned)

    changes = {"update": lambda: OcdsRelease.objects.filter(pk=row.pk).update(body="{}"), "delete": row.delete}

    with pytest.raises(DatabaseError), transaction.atomic():
        changes[way]()


def test_the_record_is_served_to_anybody(planned: PlanItem) -> None:
    release_plan(planned)

    answer = Client().get(f"/open-data/ocds/{planned.ocid}.json")

    record = json.loads(answer.content)["records"][0]
    assert answer.status_code == 200
    assert record["ocid"] == planned.ocid
    assert record["compiledRelease"]["tag"] == ["compiled"]


def test_an_unknown_process_is_not_found() -> None:
    assert Client().get("/open-data/ocds/ocds-jdzgf1-2025-999999.json").status_code == 404


def test_roles_accumulate_in_the_compiled_release() -> None:
    first = {
        "ocid": "x",
        "id": "1",
        "date": "2024-01-01T00:00:00Z",
        "tag": ["planning"],
        "parties": [{"id": "a", "roles": ["buyer"]}],
    }
    second = {**first, "id": "2", "date": "2024-02-01T00:00:00Z", "parties": [{"id": "a", "roles": ["payer"]}]}

    assert compiled([first, second])["parties"] == [{"id": "a", "roles": ["buyer", "payer"]}]


def test_a_release_with_an_unknown_party_is_refused_loudly(planned: PlanItem) -> None:
    body = json.loads(release_plan(planned).body)
    body["parties"] = body["parties"][:0] or [{"id": "CN-USCC-other"}]

    assert problems_of(body) == [f"{body['buyer']['id']} is referred to but no party"]
    assert issubclass(InvalidRelease, ValueError)


@needs_schema
def test_the_release_passes_the_official_checks(planned: PlanItem) -> None:
    package = json.loads(dumps(release_package(release_plan(planned))))

    assert problems_of_releases(package) == []


@needs_schema
def test_the_record_passes_the_official_schema(planned: PlanItem) -> None:
    release_plan(planned)

    assert problems_of_record(json.loads(dumps(record_package(planned.ocid)))) == []


@needs_schema
def test_the_official_checks_notice_a_fault(planned: PlanItem) -> None:
    package = json.loads(dumps(release_package(release_plan(planned))))
    package["releases"][0]["tender"]["status"] = "no-such-status"
    record = json.loads(dumps(record_package(planned.ocid)))
    record["records"][0].pop("ocid")

    assert problems_of_releases(package) != []
    assert problems_of_record(record) != []
