"""Evaluation: scheme, assessments of three parties, survey and result."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.workflow.loading import load_aggregates

AGGREGATES: tuple[str, ...] = ("scheme", "evaluation", "survey", "assessment")


class EvaluationConfig(AppConfig):
    name = "evaluation"
    label = "evaluation"
    verbose_name = _("绩效评价")

    def ready(self) -> None:
        load_aggregates("evaluation", AGGREGATES)
