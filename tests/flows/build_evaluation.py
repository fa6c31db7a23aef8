"""The first case's evaluation: planned on the day of its notice, every later state after the feedback of 2026-05-08."""

from __future__ import annotations

from datetime import date

from evaluation.models import Evaluation
from portal.demo.cast import Cast
from portal.demo.story.evaluation import SC01, SC01_DAYS, run_evaluation
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import Publication
from tests.evaluation.conftest import until
from tests.factories.evaluation import contract

DATA = {
    "object": {"reason": "数量有误"},
    "return_report": {"reason": "依据不足"},
    "draft_report": {"summary": "良好"},
    "revise_report": {"summary": "良好"},
}


def build(cast: Cast, state: str) -> Evaluation:
    row = Evaluation.objects.first() or run_evaluation(cast, contract(cast), SC01, until("third_party_scored"))
    planned = state == "planned"
    with writing_states():
        Evaluation.objects.filter(pk=row.pk).update(state=state, feedback_until=date(2026, 5, 8))
        Publication.objects.filter(kind="scheme").update(state="checked" if planned else "released")
    clock.freeze_at(SC01_DAYS.notified if planned else SC01_DAYS.recommended)
    row.refresh_from_db()
    return row
