"""When a tender ends without a contract: who is told, which limits fall away, and by which day's law it was judged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.actor import SYSTEM
from portal.demo.cast import Cast
from portal.notify.models import Notification
from portal.outbox import drain
from portal.values import clock
from portal.workflow.act import Act
from portal.workflow.models import DueDate
from portal.workflow.perform import perform
from purchasing.bid.guards import too_few_bids
from purchasing.models import DocumentTaking
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.life import STAGES, stage_at_end, stops_of
from purchasing.procurement.queries import law_day
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from purchasing.review import queries
from purchasing.tender.actions import take_document
from tests.factories import preparation
from tests.factories.rules import city_rule
from tests.purchasing.review.case import at_stage, opened

pytestmark = pytest.mark.django_db
DATA = {"reason": "任务取消"}


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def test_opened_bidders_and_whoever_took_the_document_are_told_of_a_termination(cast: Cast) -> None:
    row = opened(cast)
    DocumentTaking.objects.create(
        procurement=row, supplier=cast.suppliers["qianyao"], user=cast.user("s1"), at=clock.now()
    )

    perform(PROCUREMENT, row, "terminate", actor=cast["ph1"], data=DATA)
    drain()

    assert told("procurement.terminate") >= {"s1", "s2", "s3", "s4"}


def test_whoever_took_the_document_is_told_of_an_end_before_the_opening(cast: Cast) -> None:
    row = preparation.receiving(cast)
    take_document(cast["s1"], row)

    perform(PROCUREMENT, row, "terminate", actor=cast["ph1"], data=DATA)
    drain()

    assert told("procurement.terminate") & {"s1", "s2", "s3", "s4"} == {"s1"}


def test_too_few_bids_are_told_to_whoever_took_the_document(cast: Cast) -> None:
    row = preparation.receiving(cast)
    take_document(cast["s1"], row)
    with clock.at(row.closes_at + timedelta(seconds=1)):
        perform(PROCUREMENT, row, "close", actor=SYSTEM)
        perform(PROCUREMENT, row, "fail_insufficient", actor=SYSTEM)
        drain()

    assert told("procurement.fail_insufficient") & {"s1", "s2"} == {"s1"}


def test_the_limit_to_decide_falls_away_when_the_tender_is_void(cast: Cast) -> None:
    row = at_stage(cast, "signed")
    assert [d.name for d in DueDate.objects.filter(root=row.audit_root, met_at=None)] == ["decide"]

    perform(PROCUREMENT, row, "void", actor=cast["ph1"], data={"ground": "unlawful", **DATA})

    assert not DueDate.objects.filter(root=row.audit_root, met_at=None).exists()


def test_a_rule_of_after_the_notice_does_not_govern_the_procurement(cast: Cast) -> None:
    row = opened(cast)
    later = law_day(row) + timedelta(days=1)
    for code, value in (("R-44-tender", "9"), ("R-32-members-large", "9")):
        city_rule(code, value, effective_from=later)

    assert too_few_bids(row, Act(SYSTEM, clock.now())) is not None
    assert queries.least_conforming(row) == 3
    assert queries.committee_size(row) == (7, 5)


@pytest.mark.parametrize(
    ("stage", "limit", "failed"), [("confirmed", "result_notice", "result"), ("published", "sign", "contract")]
)
def test_a_winner_who_does_not_sign_does_not_hang_the_procurement(
    cast: Cast, stage: str, limit: str, failed: str
) -> None:
    row = at_stage(cast, stage)
    assert [d.name for d in DueDate.objects.filter(root=row.audit_root, met_at=None)] == [limit]

    perform(PROCUREMENT, row, "terminate", actor=cast["ph1"], data={"reason": "中标人放弃签订合同"})
    drain()
    row.refresh_from_db()

    assert (row.state, row.end_reason, stage_at_end(row)) == ("terminated", "中标人放弃签订合同", failed)
    assert [str(stop.label) for stop in stops_of(row) if stop.progress == "failed"] == [str(STAGES[failed])]
    assert not DueDate.objects.filter(root=row.audit_root, met_at=None).exists()
    assert told("procurement.terminate") >= {"s1", "s2", "s3", "s4"}
    notice = publication_of(row, Kind.TERMINATION)
    assert notice is not None
    perform(PROCUREMENT, row, "retry", actor=cast["ph1"])
    assert row.retries.count() == 1
