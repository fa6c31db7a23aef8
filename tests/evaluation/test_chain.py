"""The first case's evaluation through its acts, to the hundredth and the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from evaluation.assessment.queries import results_of
from evaluation.models import Evaluation
from portal.demo.story.evaluation import SC01, SC01_DAYS, run_evaluation
from portal.notify.models import Notification
from portal.outbox import drain
from portal.reports.actions import reports_of
from portal.values import clock
from portal.workflow.models import DueDate
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished(cast, contract) -> Evaluation:
    return run_evaluation(cast, contract, SC01, SC01_DAYS)


def test_the_first_case_ends_at_91_20_and_excellent(finished):
    exact = results_of(finished, date(2026, 5, 15))

    # Rounding each party first would give 91.19.
    assert (finished.final, finished.band) == (Decimal("91.20"), "优")
    assert (finished.party_purchaser, finished.party_recipients, finished.party_third) == (
        Decimal("96.96"), Decimal("86.94"), Decimal("90.06"),
    )  # fmt: skip
    assert exact.recipients == Fraction(3130, 36)
    assert (int(exact.purchaser * 70 * 10**4), int(exact.third_party * 10**6)) == (67868819, 90063263)


def test_the_first_case_keeps_its_days(finished):
    limit = DueDate.objects.get(flow="evaluation", name="publish")
    days = [clock.day_of(at) for at in (finished.notified_at, finished.finalised_at, finished.published_at)]

    assert days == [date(2026, 4, 8), date(2026, 5, 15), date(2026, 5, 20)]
    assert finished.feedback_until == date(2026, 5, 8)
    assert (limit.due_on, clock.day_of(limit.met_at)) == (date(2026, 6, 12), date(2026, 5, 20))
    assert finished.state == "published"


def test_the_report_is_public_from_the_publication_on(finished):
    papers = {report.kind: report for report in reports_of(finished)}

    assert {kind: (paper.public, paper.number) for kind, paper in papers.items()} == {
        "evaluation_report": (False, "景财绩评〔2026〕1号"), "evaluation_report_public": (True, "景财绩评〔2026〕1号"),
    }  # fmt: skip
    assert {paper.context["tables"][0]["foot"][2] for paper in papers.values()} == {"91.20"}


def test_the_scheme_is_public_from_the_notice_on(evaluated):
    evaluation = evaluated("notified")

    assert publication_of(evaluation, Kind.SCHEME).state == "released"
    assert evaluation.scheme.frozen_at == evaluation.notified_at


def test_the_result_waits_for_the_secrecy_check(evaluated):
    evaluation = evaluated("finalised")

    assert (evaluation.state, publication_of(evaluation, Kind.EVALUATION).state) == ("finalised", "drafted")
    assert not any(report.public for report in reports_of(evaluation))


def test_both_sides_finance_and_coordination_learn_of_the_result(cast, evaluated):
    evaluated("finalised")

    drain()

    told = Notification.objects.filter(kind="evaluation.finalise").values_list("recipient__username", flat=True)
    assert sorted(told) == ["co1", "fo1", "fo2", "ph1", "po1", "po2", "s1"]
