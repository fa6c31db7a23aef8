"""The notice: intention, days, budget and secrecy before it; publication, plan and periods after it; and the early ends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.accounts.actor import SYSTEM
from portal.demo.cast import Cast
from portal.demo.story.bid import enrol_holders
from portal.demo.story.intention import check_secrecy
from portal.notify.models import Notification
from portal.outbox.relay import drain
from portal.reports.actions import reports_of
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.models import Appointment, Procurement
from purchasing.procurement.flow import PROCUREMENT
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from purchasing.tender.actions import start_document
from tests.factories import preparation


def ready(cast: Cast, **fields: object) -> Procurement:
    row = preparation.prepared(cast, state="document_ready", **fields)
    Appointment.objects.create(
        procurement=row, user=cast.user("po3"), duty=Appointment.Duty.OPENING_OFFICER, at=clock.now()
    )
    enrol_holders(cast)
    return row


def refused_codes(
    cast: Cast, row: Procurement, name: str = "announce", login: str = "ph1", **data: object
) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        perform(PROCUREMENT, row, name, actor=cast[login], data=data)
    return refused.value.codes


def test_the_notice_waits_for_the_full_days_of_the_intention(cast: Cast) -> None:
    assert refused_codes(cast, ready(cast, days=30)) == ("intention-too-young",)
    perform(PROCUREMENT, ready(cast, days=31), "announce", actor=cast["ph1"])


def test_a_waived_intention_does_not_delay_the_notice(cast: Cast) -> None:
    row = ready(cast, days=3)
    Procurement.objects.filter(pk=row.pk).update(intention_waiver="突发灾害应急")

    perform(PROCUREMENT, row, "announce", actor=cast["ph1"])


@pytest.mark.parametrize(("days", "codes"), [(20, ("closing-too-soon",)), (21, ())])
def test_twenty_full_days_lie_between_notice_and_closing(cast: Cast, days: int, codes: tuple[str, ...]) -> None:
    row = ready(cast, closes_at=clock.now() + timedelta(days=days))

    if codes:
        assert refused_codes(cast, row) == codes
    else:
        perform(PROCUREMENT, row, "announce", actor=cast["ph1"])


@pytest.mark.parametrize("ceiling", [None, Decimal("9600000.01"), Decimal("0.00")])
def test_the_ceiling_is_shown_and_within_the_budget(cast: Cast, ceiling: Decimal | None) -> None:
    row = ready(cast)
    Procurement.objects.filter(pk=row.pk).update(ceiling=ceiling)

    assert refused_codes(cast, row) == ("ceiling-above-budget",)


def test_every_reason_is_named_at_once(cast: Cast) -> None:
    row = preparation.prepared(cast, days=3, closes_at=clock.now() + timedelta(days=5))
    perform(PROCUREMENT, row, "prepare_document", actor=cast["ag1"])
    Procurement.objects.filter(pk=row.pk).update(ceiling=None)

    assert refused_codes(cast, row) == (
        "intention-too-young", "closing-too-soon", "ceiling-above-budget", "secrecy-unchecked", "key-holders-missing",
    )  # fmt: skip


def test_the_agent_prepares_the_unit_checks_and_the_head_announces(cast: Cast) -> None:
    row = preparation.prepared(cast)
    Appointment.objects.create(
        procurement=row, user=cast.user("po3"), duty=Appointment.Duty.OPENING_OFFICER, at=clock.now()
    )
    enrol_holders(cast)

    perform(PROCUREMENT, row, "prepare_document", actor=cast["ag1"])
    check_secrecy(cast, row, Kind.NOTICE)
    perform(PROCUREMENT, row, "announce", actor=cast["ph1"])

    drain()
    row.refresh_from_db()
    assert row.state == "receiving"
    assert row.plan_item.plan.state == "in_execution"
    assert row.plan_item.intention.state == "linked"
    assert publication_of(row, Kind.NOTICE).state == "released"
    assert [(r.kind, r.public) for r in reports_of(row)] == [("tender_notice", True)]
    assert [(r.kind, r.public) for r in reports_of(row.document)] == [("tender_document", False)]
    told = Notification.objects.filter(kind="procurement.announce").values_list("recipient__username", flat=True)
    assert set(told) == {"po1", "po2", "ph1", "ag1", "ag2"}


@pytest.mark.parametrize("login", ["po1", "ag1", "fa1", "su1", "s1"])
def test_only_the_head_announces(cast: Cast, login: str) -> None:
    with pytest.raises(Forbidden):
        perform(PROCUREMENT, ready(cast), "announce", actor=cast[login])


def test_a_reworked_document_is_checked_again(cast: Cast) -> None:
    row = preparation.prepared(cast)
    perform(PROCUREMENT, row, "prepare_document", actor=cast["ag1"])
    check_secrecy(cast, row, Kind.NOTICE)

    perform(PROCUREMENT, row, "rework_document", actor=cast["ph1"], data={"reason": "截止时间太早"})
    row.refresh_from_db()
    assert row.document.return_reason == "截止时间太早"
    perform(PROCUREMENT, row, "prepare_document", actor=cast["ag2"])

    assert publication_of(row, Kind.NOTICE).state == "drafted"


def test_a_terminated_procurement_is_announced_as_such_after_the_check(cast: Cast) -> None:
    row = preparation.receiving(cast)

    perform(PROCUREMENT, row, "terminate", actor=cast["ph1"], data={"reason": "规划调整，任务取消"})
    drafted = publication_of(row, Kind.TERMINATION).state
    sweep()
    unchecked = publication_of(row, Kind.TERMINATION).state
    check_secrecy(cast, row, Kind.TERMINATION)
    sweep()

    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("terminated", "规划调整，任务取消")
    assert (drafted, unchecked, publication_of(row, Kind.TERMINATION).state) == ("drafted", "drafted", "released")


def test_a_procurement_that_was_never_announced_ends_without_a_notice(cast: Cast) -> None:
    row = preparation.prepared(cast)

    perform(PROCUREMENT, row, "terminate", actor=cast["ph1"], data={"reason": "任务取消"})

    assert publication_of(row, Kind.TERMINATION) is None


def test_a_void_tender_says_on_which_ground_of_the_law(cast: Cast) -> None:
    row = preparation.prepared(cast, state="reviewed")

    perform(
        PROCUREMENT, row, "void", actor=cast["ph1"], data={"ground": "too_expensive", "reason": "三家报价均高于预算"}
    )

    row.refresh_from_db()
    assert row.end_reason == "投标人的报价均超过采购预算：三家报价均高于预算"
    assert publication_of(row, Kind.TERMINATION).state == "drafted"


def test_a_failed_tender_puts_up_its_notice_without_anybody_acting(cast: Cast) -> None:
    now = clock.now()
    row = preparation.prepared(cast, state="closed", closes_at=now - timedelta(minutes=5))
    Procurement.objects.filter(pk=row.pk).update(closed_at=now - timedelta(minutes=4))
    perform(PROCUREMENT, row, "fail_insufficient", actor=SYSTEM)
    drain()

    check_secrecy(cast, row, Kind.TERMINATION)
    sweep()
    assert publication_of(row, Kind.TERMINATION).state == "released"


def test_an_ended_procurement_is_tried_again_once_with_a_number_of_its_own(cast: Cast) -> None:
    row = preparation.prepared(cast, state="voided")
    Appointment.objects.create(procurement=row, user=cast.user("po1"), duty=Appointment.Duty.OPERATOR, at=clock.now())

    perform(PROCUREMENT, row, "retry", actor=cast["ph1"])

    again = Procurement.objects.get(retry_of=row)
    document = start_document(cast["ag1"], again)
    assert again.state == "preparing"
    assert again.ocid != row.ocid
    assert [a.user.username for a in again.appointments.all()] == ["po1"]
    assert (document.criteria.count(), document.price_items.count(), document.closes_at) == (6, 3, None)
    assert refused_codes(cast, row, "retry") == ("already-retried",)


def test_a_returned_notice_of_the_end_goes_up_again_with_better_words(cast: Cast) -> None:
    row = preparation.receiving(cast)
    perform(PROCUREMENT, row, "terminate", actor=cast["ph1"], data={"reason": "含内部事项"})
    perform(PUBLICATION, publication_of(row, Kind.TERMINATION), "send_back", actor=cast["po2"], data={"reason": "涉密"})

    perform(PROCUREMENT, row, "reword_end", actor=cast["ph1"], data={"reason": "任务取消"})
    check_secrecy(cast, row, Kind.TERMINATION)
    sweep()

    row.refresh_from_db()
    assert row.end_reason == "任务取消"
    assert publication_of(row, Kind.TERMINATION).state == "released"
    assert refused_codes(cast, row, "reword_end", reason="再改") == ("end-is-public",)
