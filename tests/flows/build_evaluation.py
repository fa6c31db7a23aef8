"""The first case's evaluation: planned on the day of its notice, every later state after the feedback of 2026-05-08."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from evaluation.models import Evaluation
from portal.demo.cast import Cast
from portal.demo.story.evaluation import SC01, SC01_DAYS, run_evaluation
from portal.values import clock
from portal.workflow.perform import writing_states
from tests.evaluation.conftest import until
from tests.factories.evaluation import contract

DATA = {
    "object": {"reason": "数量有误"},
    "return_report": {"reason": "依据不足"},
    "draft_report": {"summary": "良好"},
    "revise_report": {"summary": "良好"},
}


before_it_was_planned: list[str] = []


def build(cast: Cast, state: str) -> Evaluation:
    """What the notice released stays released, so the planned one is undone before the others are built."""
    if before_it_was_planned:
        transaction.savepoint_rollback(before_it_was_planned.pop())
    if state == "planned":
        before_it_was_planned.append(transaction.savepoint())
        row = run_evaluation(cast, contract(cast), SC01, until("checked"))
        clock.freeze_at(SC01_DAYS.notified)
        return row
    row = Evaluation.objects.first() or run_evaluation(cast, contract(cast), SC01, until("third_party_scored"))
    with writing_states():
        Evaluation.objects.filter(pk=row.pk).update(state=state, feedback_until=date(2026, 5, 8))
    clock.freeze_at(SC01_DAYS.recommended)
    row.refresh_from_db()
    return row
