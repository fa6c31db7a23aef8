"""Story steps of rules: a clerk of finance drafts a version of the city and puts it up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import portal.statutes as statutes
from catalog.rulebook.actions import start_draft
from catalog.rulebook.flow import RULE_DRAFT
from catalog.rulebook.models import RuleDraft
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import perform


def propose(
    cast: Cast, code: str, value: str, begins: date, *, instrument: str, article: str, clerk: str = "fo1"
) -> RuleDraft:
    """The rule with another figure in its own unit, set by the city from a day on, waiting for the approver."""
    known = statutes.on(code, clock.today())
    draft = start_draft(
        cast[clerk], code, jurisdiction="city", title_zh=known.title, value=Decimal(value), unit=known.unit,
        words=list(known.words), instrument=instrument, article=article, source_mark="D", effective_from=begins,
        effective_to=None, note="演示用，并非真实规定",
    )  # fmt: skip
    perform(RULE_DRAFT, draft, "submit", actor=cast[clerk])
    draft.refresh_from_db()
    return draft
