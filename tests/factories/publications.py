"""Texts put up for the secrecy check, and what a checker has read of them."""

from __future__ import annotations

from portal.demo.cast import Cast
from portal.workflow.act import Act
from purchasing.plan.models import AnnualPlan
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind, Publication
from purchasing.publication.queries import fingerprint_of
from tests.factories.cases import plan, plan_item, procurement


def termination(cast: Cast, act: Act) -> Publication:
    """The notice of an ended procurement, drafted by whoever acts."""
    year = plan(cast, state="published", year=2025 + AnnualPlan.objects.count())
    subject = procurement(
        cast, state="terminated", announced_at=None, item=plan_item(cast, plan_row=year, state="released")
    )
    publication = Publication(
        purchaser=subject.purchaser, kind=Kind.TERMINATION, subject_label="purchasing.procurement",
        subject_pk=str(subject.pk), root="procurement:test", title="采购意向", author=act.user,
    )  # fmt: skip
    act.begin(PUBLICATION, publication)
    return publication


def as_read(publication: Publication) -> dict[str, str]:
    """What the form of the check carries for somebody who reads the text now."""
    return {"text": fingerprint_of(publication)}
