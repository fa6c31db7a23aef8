"""Reads of evaluations: lists, agencies to choose from, history."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from contracts.contract.models import Contract
from evaluation.evaluation.models import Evaluation
from evaluation.evaluation.policies import EVALUATOR, Can
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import Membership, Organization
from portal.audit.models import AuditEntry
from portal.values import clock
from purchasing.plan.queries import register_evaluations
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of

RELATED = (
    "procurement__purchaser__organization", "procurement__purchaser__finance", "procurement__purchaser__budget_supervisor",
    "procurement__plan_item", "contract__supplier__organization", "agency", "commissioned_by", "scheme",
)  # fmt: skip


def evaluations_for(actor: Actor | None) -> QuerySet[Evaluation]:
    """The evaluations an actor may read."""
    rows = Evaluation.objects.select_related(
        "procurement__purchaser__organization", "contract__supplier__organization", "agency"
    )
    return visible(actor, Can.READ_EVALUATION, rows)


def unevaluated(actor: Actor | None) -> QuerySet[Contract]:
    """The unit's contracts in force or completed for which no round is open."""
    return Contract.objects.filter(
        procurement__purchaser__organization=actor.organization_id if actor else None,
        state__in=("in_force", "completed"),
        evaluation__isnull=True,
    ).order_by("ends_on")


def agencies() -> QuerySet[Organization]:
    """Organisations that evaluate for others today."""
    held = Membership.objects.held_on(clock.today()).filter(role=EVALUATOR)
    return Organization.objects.filter(pk__in=held.values("organization")).order_by("pk")


def history_of(evaluation: Evaluation) -> QuerySet[AuditEntry]:
    """What was done with the evaluation itself, newest first."""
    label = evaluation._meta.label_lower
    rows = AuditEntry.objects.filter(subject_label=label, subject_pk=str(evaluation.pk))
    return rows.order_by("-number")[:60]


def scheme_is_not_put_up(evaluation: Evaluation) -> bool:
    """Whether the scheme still has to be put up for the secrecy check."""
    return publication_of(evaluation, Kind.SCHEME) is None


@register_evaluations
def results_of_items(items: list[int]) -> dict[int, tuple[Decimal, str]]:
    """How plan items (by key) were evaluated: the final score and its band, once it is fixed."""
    rows = Evaluation.objects.filter(procurement__plan_item__in=items, finalised_at__isnull=False)
    found = rows.values_list("procurement__plan_item", "final", "band")
    return {item: (final, band) for item, final, band in found if final is not None}
