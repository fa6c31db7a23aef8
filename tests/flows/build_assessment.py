"""The purchaser's sheet of the first case while scores are gathered."""

from __future__ import annotations

from evaluation.models import Assessment, Evaluation
from portal.demo.cast import Cast
from portal.demo.story.evaluation import SC01, run_evaluation
from portal.workflow.perform import writing_states
from tests.evaluation.conftest import until
from tests.factories.evaluation import contract

DATA = {"send_back": {"reason": "依据不足"}}


def build(cast: Cast, state: str) -> Assessment:
    if not Evaluation.objects.exists():
        run_evaluation(cast, contract(cast), SC01, until("purchaser_confirmed"))
    sheet = Assessment.objects.get(party="purchaser")
    with writing_states():
        Assessment.objects.filter(pk=sheet.pk).update(state=state)
    sheet.refresh_from_db()
    return sheet
