"""Reads of requirements, and what the law asks of each."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.db.models import QuerySet

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.statutes.queries import Ruling
from portal.values.text import search_key
from purchasing.plan.models import PlanItem
from purchasing.requirement.models import Requirement, ReviewOpinion, State
from purchasing.requirement.policies import Can


def requirements_for(actor: Actor | None) -> QuerySet[Requirement]:
    """Those the actor may read, newest first, with what a list shows."""
    rows = visible(actor, Can.READ_REQUIREMENT, Requirement.objects.all())
    return rows.select_related("plan_item__plan__purchaser__organization").order_by("-pk")


def requirement_of(item: PlanItem) -> Requirement | None:
    return Requirement.objects.filter(plan_item=item).first()


def key_review_ground(requirement: Requirement, day: date) -> Ruling | None:
    """The rule that makes survey, key review and counsel a duty (R-14), or None where none applies on the day."""
    item = requirement.plan_item
    rules = statutes.several(("R-14-public", "R-14-amount", "R-14-complex"), day)
    if item.to_public:
        return rules["R-14-public"]
    if item.amount >= rules["R-14-amount"].value:
        return rules["R-14-amount"]
    return rules["R-14-complex"] if requirement.is_complex else None


def survey_subjects(requirement: Requirement) -> int:
    """How many different subjects were asked."""
    return len({search_key(name) for name in requirement.survey.values_list("subject", flat=True)})


def opinions_of(requirement: Requirement) -> QuerySet[ReviewOpinion]:
    """The opinions on the present text (those on a text that was sent back count no more)."""
    return requirement.opinions.filter(review_round=requirement.review_round).select_related("reviewer")


def is_open_for_comment(requirement: Requirement, day: date) -> bool:
    return (
        requirement.state == State.PUBLIC_COMMENT
        and requirement.comment_from is not None
        and requirement.comment_until is not None
        and requirement.comment_from <= day <= requirement.comment_until
    )


def fingerprint(requirement: Requirement) -> str:
    """SHA-256 over the texts as canonical JSON (UTF-8, sorted keys): what `freeze` stores and anyone can recompute."""
    body = json.dumps(requirement.texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
