"""Reads of the rules and of their proposed changes: in force on a day, side by side, and what a draft runs into."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

import portal.statutes as statutes
from catalog.rulebook.models import RuleDraft, State
from catalog.rulebook.policies import Can
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.statutes.models import Jurisdiction, RuleVersion
from portal.values import clock

NEGATIVE = "NL-"
"""The codes of the negative list begin with this."""

_RANK = Case(*(When(jurisdiction=j, then=Value(j.rank)) for j in Jurisdiction), output_field=IntegerField())


def published() -> QuerySet[RuleVersion]:
    return RuleVersion.objects.filter(status=RuleVersion.Status.PUBLISHED)


def rules_on(day: date) -> QuerySet[Any]:
    """Every version in force on a day; `overridden` where one of a nearer jurisdiction stands in its place."""
    ranked = statutes.in_force(day).annotate(rank=_RANK)
    nearer = ranked.filter(code=OuterRef("code"), rank__gt=OuterRef("rank"))
    return ranked.annotate(overridden=Exists(nearer))


def known(code: str) -> list[RuleVersion]:
    """Every published version of a rule, read once on a page that only reads."""
    rows = clock.kept(f"versions of {code}", lambda: _read(code))
    return _read(code) if rows is None else rows


def _read(code: str) -> list[RuleVersion]:
    return list(published().filter(code=code))


def _rank(version: RuleVersion | RuleDraft) -> int:
    return Jurisdiction(version.jurisdiction).rank


def _holds(version: RuleVersion, day: date) -> bool:
    return version.effective_from <= day and (version.effective_to is None or day < version.effective_to)


def versions_of(code: str) -> list[RuleVersion]:
    """Every published version of a rule, those of the nearest jurisdiction first, the latest of each first."""
    return sorted(known(code), key=lambda v: (_rank(v), v.effective_from), reverse=True)


def standing(code: str, day: date) -> RuleVersion | None:
    """The version that holds on a day, of the nearest jurisdiction."""
    return max((v for v in known(code) if _holds(v, day)), key=_rank, default=None)


def negative_list(day: date) -> QuerySet[RuleVersion]:
    """What may never be bought as a service, on a day."""
    return rules_on(day).filter(code__startswith=NEGATIVE, overridden=False).order_by("code")


def is_negative(code: str) -> bool:
    return code.startswith(NEGATIVE)


def _rivals(draft: RuleDraft) -> list[RuleVersion]:
    return [v for v in known(draft.code) if v.jurisdiction == draft.jurisdiction]


def former_of(draft: RuleDraft) -> RuleVersion | None:
    """The version of the same jurisdiction that the proposed one ends: begun before, and still in force on its first day."""
    first = draft.effective_from
    return next((v for v in _rivals(draft) if v.effective_from < first and _holds(v, first)), None)


def later_than(draft: RuleDraft) -> RuleVersion | None:
    """The next version of the same jurisdiction that begins while the proposed one would hold."""
    first, end = draft.effective_from, draft.effective_to
    later = [v for v in _rivals(draft) if v.effective_from >= first and (end is None or v.effective_from < end)]
    return min(later, key=lambda v: v.effective_from, default=None)


def nearer_than(draft: RuleDraft) -> RuleVersion | None:
    """The version of a nearer jurisdiction that holds on the proposed one's first day and goes before it."""
    held = standing(draft.code, draft.effective_from)
    return held if held and _rank(held) > _rank(draft) else None


def holds_after(draft: RuleDraft) -> bool:
    """Whether some version of the rule holds on the day the proposed one ends; without an end, always."""
    end, former = draft.effective_to, former_of(draft)
    return end is None or any(v != former and _holds(v, end) for v in known(draft.code))


def drafts_for(actor: Actor | None) -> QuerySet[RuleDraft]:
    """The changes of rules that an actor may read, the newest first."""
    return visible(actor, Can.READ_DRAFT, RuleDraft.objects.all()).select_related("author").order_by("-pk")


def waiting_on(code: str) -> QuerySet[RuleDraft]:
    """The changes of a rule that are being drafted or wait for approval."""
    return RuleDraft.objects.filter(code=code, state__in=[State.DRAFT, State.SUBMITTED])
