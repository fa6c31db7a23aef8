"""From the approved item to the clarification, to the day of the first case."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from portal.demo.cast import Cast
from portal.demo.story import intention as intentions
from portal.demo.story import procurement as procurements
from portal.demo.story import requirement as requirements
from portal.demo.story import tender as tenders
from portal.demo.story.bid import enrol_holders
from portal.demo.story.intention import beijing
from portal.notify.models import Notification
from portal.outbox.relay import drain
from portal.values import clock
from purchasing.intention.models import State as IntentionState
from purchasing.plan.models import PlanItem
from purchasing.plan.models import State as PlanState
from purchasing.procurement.models import Procurement, State
from purchasing.publication.models import Publication
from purchasing.requirement.models import Requirement
from purchasing.tender.queries import earliest_closing, last_safe_clarification, takings_after_opening
from tests.factories.cases import plan_item


def first_item(cast: Cast) -> PlanItem:
    with transaction.atomic(), clock.at(beijing(2024, 12, 20)):
        return plan_item(cast, state="approved")


def announced(cast: Cast) -> Procurement:
    item = first_item(cast)
    intentions.publish_intention(cast, item, intentions.SC01_DAYS)
    requirements.write_requirement(cast, item, requirements.SC01, requirements.SC01_DAYS)
    procurement = procurements.file_implementation(cast, item, procurements.SC01_FILED)
    with clock.at(beijing(2025, 1, 21)):
        enrol_holders(cast)
    return tenders.announce_tender(cast, procurement, tenders.SC01, tenders.SC01_DAYS)


def test_the_first_case_is_announced_on_its_day_with_its_figures(cast: Cast) -> None:
    procurement = announced(cast)

    item = procurement.plan_item
    assert procurement.state == State.RECEIVING
    assert procurement.ocid == item.ocid
    assert procurement.ceiling == Decimal("9600000.00")
    assert procurement.announced_at is not None
    assert abs(procurement.announced_at - beijing(2025, 1, 23, 10)) < timedelta(seconds=30)
    assert procurement.closes_at == beijing(2025, 2, 18, 9, 30)
    assert procurement.documents_until == date(2025, 2, 6)
    assert earliest_closing(procurement, date(2025, 1, 23)).date == date(2025, 2, 13)
    last = last_safe_clarification(procurement)
    assert last is not None
    assert last.date == date(2025, 2, 2)
    assert item.state == "procuring"
    assert item.plan.state == PlanState.IN_EXECUTION
    assert item.intention.state == IntentionState.LINKED
    assert procurement.filing_number == "景采备〔2025〕1号"
    assert {a.duty: a.user.username for a in procurement.appointments.exclude(duty__in=["representative", "acceptance_member"])} == {
        "operator": "po1", "opening_officer": "po3", "contract_reviewer": "po2", "acceptance_organiser": "po2",
        "unit_finance": "pf1",
    }  # fmt: skip
    released = Publication.objects.filter(ocid=item.ocid, state="released").order_by("pk")
    assert [p.kind for p in released] == ["intention", "needs", "notice"]


def test_the_requirement_of_the_first_case_is_frozen_with_its_fingerprint(cast: Cast) -> None:
    item = first_item(cast)

    requirement = requirements.write_requirement(cast, item, requirements.SC01, requirements.SC01_DAYS)

    assert requirement.state == "frozen"
    assert len(requirement.sha256) == 64
    assert requirement.survey.count() == 5
    assert [bool(c.answer) for c in requirement.comments.all()] == [True, True]
    assert {o.section for o in requirement.opinions.all()} == {"purchasing", "finance", "business"}
    assert Requirement.objects.get().comment_until == date(2025, 1, 13)


def test_every_document_holder_is_told_of_the_clarification_and_nobody_sees_who_they_are(cast: Cast) -> None:
    procurement = announced(cast)
    tenders.add_takers(cast)
    tenders.take_documents(cast, procurement, tenders.SC01_TAKERS, beijing(2025, 1, 23, 14))

    clarification = tenders.clarify(cast, procurement, tenders.SC01_CLARIFIED, tenders.SC01_CLARIFICATION)

    drain()
    told = Notification.objects.filter(kind="clarification.release", recipient__username__startswith="s")
    procurement.refresh_from_db()
    assert clarification.state == "released"
    assert procurement.closes_at == beijing(2025, 2, 18, 9, 30)
    assert {n.recipient.username for n in told if n.recipient.username != "su1"} == set(tenders.SC01_TAKERS)
    assert list(takings_after_opening(procurement)) == []
