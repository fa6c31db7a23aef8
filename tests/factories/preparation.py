"""Rows of the preparation of a procurement at any stage, put straight into the tables."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from portal.demo.cast import Cast
from portal.demo.story.tender import CRITERIA
from portal.values import clock
from portal.values.subject import root_of
from portal.workflow.perform import writing_states
from purchasing.models import (
    Clarification,
    Criterion,
    Intention,
    PlanItem,
    PriceItem,
    Procurement,
    Publication,
    Requirement,
    ReviewOpinion,
    SurveyRecord,
    TenderDocument,
)
from purchasing.publication.queries import fingerprint_of
from tests.factories.cases import FIGURES, TASKS, plan, plan_item, procurement

YEARS = count(2030)
SECTIONS = (("po2", "purchasing"), ("pf1", "finance"), ("pb1", "business"))


def approved_item(cast: Cast, **fields: Any) -> PlanItem:
    """An approved item of a published plan; each call has a year of its own."""
    return plan_item(cast, plan_row=plan(cast, state="published", year=next(YEARS)), state="approved", **fields)


def _saved(row: Any) -> Any:
    with writing_states():
        row.save()
    return row


def publication(cast: Cast, subject: Any, kind: str, state: str = "checked", author: str = "ag1") -> Publication:
    """A text of the subject at a state of the secrecy check, which it passed as it now is."""
    row = Publication(
        purchaser=cast.purchasers["cityorder"], kind=kind, subject_label=subject._meta.label_lower,
        subject_pk=str(subject.pk), root=root_of(subject), title=str(subject), author=cast.user(author), state=state,
    )  # fmt: skip
    row.checked_text = fingerprint_of(row) if state in ("checked", "released") else ""
    saved: Publication = _saved(row)
    return saved


def intention(cast: Cast, *, state: str = "draft", item: PlanItem | None = None, days: int = 40) -> Intention:
    """An intention; unless it is a draft it was released `days` days ago."""
    source = item or approved_item(cast)
    return _saved(
        Intention(
            plan_item=source, title=source.title, needs=source.summary, budget=source.amount,
            expected_month=source.expected_month, author=cast.user("po1"), state=state,
            released_at=None if state == "draft" else clock.now() - timedelta(days=days),
        )
    )  # fmt: skip


def requirement(
    cast: Cast, *, state: str = "draft", item: PlanItem | None = None, subjects: int = 3, **fields: Any
) -> Requirement:
    """A requirement with its survey; past the survey its comment period is over, past the general review it has opinions."""
    source = item or approved_item(cast)
    today = clock.today()
    if state not in ("draft", "survey_done"):
        fields = {"comment_from": today - timedelta(days=9), "comment_until": today - timedelta(days=2), **fields}
    row = _saved(
        Requirement(
            plan_item=source, technical="技术", commercial="商务", acceptance_terms="验收", contract_terms="合同",
            author=cast.user("po1"), state=state, **fields,
        )
    )  # fmt: skip
    for number in range(subjects):
        SurveyRecord.objects.create(requirement=row, subject=f"调查对象 {number}", asked_on=today, findings="情况")
    if state not in ("draft", "survey_done", "public_comment"):
        for login, section in SECTIONS:
            ReviewOpinion.objects.create(
                requirement=row, section=section, reviewer=cast.user(login), passed=True, text="同意", at=clock.now()
            )
    return row


def document(cast: Cast, row: Procurement, **fields: Any) -> TenderDocument:
    """A complete and lawful tender document that closes in thirty days."""
    values: dict[str, Any] = {
        **FIGURES,
        "qualification": [{"code": "Q1", "text": "具有独立承担民事责任的能力"}], "scope": "清扫保洁", "contract_draft": "合同草案",
        "ceiling": row.budget, "closes_at": clock.now() + timedelta(days=30), "author": cast.user("ag1"),
        "confirmations": {"R-70": True, "R-71": True, "R-72": True}, **fields,
    }  # fmt: skip
    made = TenderDocument.objects.create(procurement=row, **values)
    for seq, (name, points, objective, standard) in enumerate(CRITERIA, 1):
        Criterion.objects.create(
            document=made, seq=seq, name=name, points=Decimal(points), objective=objective, standard=standard
        )
    for seq, (name, unit, quantity, _price) in enumerate(TASKS, 1):
        PriceItem.objects.create(document=made, seq=seq, name=name, unit=unit, quantity=Decimal(quantity))
    return made


def prepared(cast: Cast, *, state: str = "preparing", days: int = 40, **fields: Any) -> Procurement:
    """A procurement with document, intention released `days` days ago and, before the notice, a checked notice."""
    item = approved_item(cast)
    _set_state(item, "released")
    intention(cast, state="released", item=item, days=days)
    fields.setdefault("closes_at", clock.now() + timedelta(days=30))
    row = procurement(cast, state=state, item=item, closes_at=fields["closes_at"])
    document(cast, row, **fields)
    if state == "document_ready":
        publication(cast, row, "notice")
    return row


def receiving(cast: Cast, **fields: Any) -> Procurement:
    """A procurement that receives bids; the document may be obtained for three more days."""
    row = prepared(cast, state="receiving", **fields)
    row.documents_until = clock.today() + timedelta(days=3)
    row.save(update_fields=["documents_until"])
    return row


def clarification(cast: Cast, *, state: str = "draft", row: Procurement | None = None, **fields: Any) -> Clarification:
    """A clarification whose notice has passed the secrecy check."""
    source = row or receiving(cast)
    made = _saved(
        Clarification(
            procurement=source, seq=source.clarifications.count() + 1, text="澄清内容", author=cast.user("ag1"), state=state,
            **fields,
        )
    )  # fmt: skip
    publication(cast, made, "clarification", "checked" if state == "draft" else "released")
    return made


def _set_state(row: Any, state: str) -> None:
    row.state = state
    _saved(row)
