"""One page for each procurement: what the public sees of it and when, and what staff see beyond."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from contracts.models import Acceptance, PaymentRequest
from disclosure.dossier import formats
from disclosure.dossier.life import stops
from disclosure.dossier.limits import Limit, limits_of
from disclosure.dossier.stages import stages_of
from disclosure.dossier.subject import find
from disclosure.exposure.tendering import CLOSING
from disclosure.item.actions import publish
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import AnnualPlan, Bid, BidVersion, PlanApproval, Procurement
from purchasing.procurement.life import STAGES, stops_of
from purchasing.publication.models import Kind
from tests.factories import cases
from tests.factories.evaluation import contract as make_contract

pytestmark = pytest.mark.django_db
AT = datetime(2024, 12, 20, 9, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def procurement(cast: Cast) -> Procurement:
    row = cases.procurement(cast, state="receiving")
    PlanApproval.objects.create(
        plan=row.plan_item.plan,
        number="景财购批〔2024〕47号",
        amount=row.budget,
        approved_at=AT,
        approved_by=cast.user("fa1"),
    )
    return row


def publish_plan(procurement: Procurement) -> None:
    publish(Kind.PLAN, procurement.plan_item.plan, at=AT)


def sealed_bid(cast: Cast, procurement: Procurement, key: str, commitment: str) -> Bid:
    bid = Bid(procurement=procurement, supplier=cast.suppliers[key], state="sealed")
    with writing_states():
        bid.save()
    BidVersion.objects.create(
        bid=bid, number=1, suite="intl-1", ciphertext=b"x", wrapped_key=b"k", commitment=commitment,
        received_at=clock.now(), submitted_by=cast.user("s1"),
    )  # fmt: skip
    return bid


def signed_in(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, procurement: Procurement) -> str:
    answer = client.get(f"/procurements/{procurement.ocid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_is_found_before_the_plan_is_public(cast: Cast, procurement: Procurement) -> None:
    assert Client().get(f"/procurements/{procurement.ocid}/").status_code == 404
    assert signed_in(cast, "s1").get(f"/procurements/{procurement.ocid}/").status_code == 404
    assert "尚未公开" in page(signed_in(cast, "po1"), procurement)


def test_the_dossier_begins_with_the_published_plan(procurement: Procurement) -> None:
    publish_plan(procurement)

    text = page(Client(), procurement)

    assert "景财购批〔2024〕47号" in text
    assert "9,600,000.00" in text


def test_the_public_page_names_no_bidder_and_no_price_before_the_result(cast: Cast, procurement: Procurement) -> None:
    publish_plan(procurement)
    sealed_bid(cast, procurement, "bici", "a" * 64)
    sealed_bid(cast, procurement, "qianyao", "b" * 64)

    before = page(Client(), procurement)
    publish(CLOSING, procurement, at=clock.now())
    after = page(Client(), procurement)

    assert "家投标" not in before
    assert "2 家投标" in after
    for text in (before, after):
        assert "碧瓷环境" not in text
        assert "千窑城服" not in text
    assert "a" * 64 in after


def test_the_trail_is_for_those_in_scope(cast: Cast, procurement: Procurement) -> None:
    publish_plan(procurement)

    assert "办理记录" not in page(Client(), procurement)
    assert "办理记录" not in page(signed_in(cast, "s1"), procurement)
    assert "办理记录" in page(signed_in(cast, "su1"), procurement)


def test_a_bidder_finds_the_way_to_the_own_bid_only(cast: Cast, procurement: Procurement) -> None:
    publish_plan(procurement)
    own = sealed_bid(cast, procurement, "bici", "a" * 64)

    assert own.get_absolute_url() in page(signed_in(cast, "s2"), procurement)
    assert own.get_absolute_url() not in page(signed_in(cast, "s1"), procurement)


def test_the_life_line_has_eleven_stops_and_stands_at_the_next(procurement: Procurement) -> None:
    publish_plan(procurement)
    subject = find(procurement.ocid, None)
    assert subject is not None

    line = stops(subject, limits_of(subject), clock.today())

    assert [stop.progress for stop in line][:4] == ["done", "now", "ahead", "ahead"]
    assert len(line) == 11


def test_the_plan_stands_on_the_day_it_was_filed_as_on_the_desk(procurement: Procurement) -> None:
    publish_plan(procurement)
    filed = clock.now() - timedelta(days=9)
    AnnualPlan.objects.filter(pk=procurement.plan_item.plan_id).update(submitted_at=filed)
    subject = find(procurement.ocid, None)
    assert subject is not None

    days = {line[0].when for line in (stops(subject, [], clock.today()), stops_of(subject.procurement))}

    assert days == {clock.day_of(filed)}


def test_the_time_line_is_csv_without_formulas(procurement: Procurement) -> None:
    publish_plan(procurement)

    answer = Client().get(f"/procurements/{procurement.ocid}/timeline.csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("2024-12-20 09:00:00,")


def test_the_calendar_folds_and_escapes(procurement: Procurement) -> None:
    publish_plan(procurement)
    subject = find(procurement.ocid, None)
    assert subject is not None
    limit = Limit("公布；年度计划,及其附件" * 6, "信息公开条例 第二十六条", date(2025, 1, 16), False, None, 1)

    text = formats.calendar(subject, [limit], datetime(2025, 1, 1, tzinfo=clock.SHANGHAI))

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20250116\r\nDTEND;VALUE=DATE:20250117" in text
    assert "公布；年度计划\\,及其附件" in unfolded


def test_an_overdue_limit_is_shown_with_its_article(cast: Cast, procurement: Procurement) -> None:
    publish_plan(procurement)
    subject = find(procurement.ocid, None)
    assert subject is not None
    today = clock.today()
    late = Limit("公布年度计划", "信息公开条例", today - timedelta(days=3), False, None, "approval")

    stop = stops(subject, [late], today)[1]

    assert (stop.tone, stop.article, stop.note) == ("bad", "信息公开条例", "逾期 3 日")


def test_what_was_done_before_eight_in_the_morning_keeps_its_day_in_beijing(cast: Cast) -> None:
    morning = datetime(2025, 3, 11, 7, 30, tzinfo=clock.SHANGHAI)
    contract = make_contract(cast, months=1)
    contract.signed_at = morning
    contract.save(update_fields=["signed_at"])
    acceptance = contract.acceptances.get(period=1)
    Acceptance.objects.filter(pk=acceptance.pk).update(decided_at=morning)
    acceptance.refresh_from_db()
    PaymentRequest.objects.filter(acceptance=acceptance).update(paid_at=morning)
    for kind, row in (
        (Kind.CONTRACT, contract),
        (Kind.ACCEPTANCE, acceptance),
        (Kind.PAYMENT, acceptance.payments.get()),
    ):
        publish(kind, row, at=morning)
    subject = find(contract.procurement.ocid, None)
    assert subject is not None

    stages = {stage.key.split("-")[0]: stage for stage in stages_of(subject)}
    line = dict(zip(STAGES, stops(subject, [], clock.today()), strict=True))

    assert "2025-03-11 签订" in stages["contract"].sentences[0]
    assert [stages["delivery"].rows[0][place] for place in (1, 4)] == ["2025-03-11", "2025-03-11"]
    assert line["contract"].when == date(2025, 3, 11)


def test_the_page_takes_at_most_twelve_statements(procurement: Procurement, django_assert_max_num_queries) -> None:
    publish_plan(procurement)

    with django_assert_max_num_queries(12):
        page(Client(), procurement)
    assert Decimal("9600000.00") == procurement.budget
