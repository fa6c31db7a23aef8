"""Reads of the rules and of their proposed changes: in force on a day, side by side, and what a draft runs into."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

import portal.statutes as statutes
from catalog.rulebook.models import RuleDraft, State
from catalog.rulebook.policies import Can
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.statutes.models import Jurisdiction, RuleVersion

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


def versions_of(code: str) -> list[RuleVersion]:
    """Every published version of a rule, the latest first, those of one jurisdiction together, the nearest first."""
    return sorted(
        published().filter(code=code),
        key=lambda v: (Jurisdiction(v.jurisdiction).rank, v.effective_from),
        reverse=True,
    )


def standing(code: str, day: date) -> RuleVersion | None:
    """The version that holds on a day, of the nearest jurisdiction."""
    found: RuleVersion | None = rules_on(day).filter(code=code, overridden=False).first()
    return found


def negative_list(day: date) -> QuerySet[RuleVersion]:
    """What may never be bought as a service, on a day."""
    return rules_on(day).filter(code__startswith=NEGATIVE, overridden=False).order_by("code")


def is_negative(code: str) -> bool:
    return code.startswith(NEGATIVE)


def values_of(code: str) -> list[Decimal]:
    """The figures that the rule has had."""
    return list(published().filter(code=code).values_list("value", flat=True))


def _rivals(draft: RuleDraft) -> QuerySet[RuleVersion]:
    return published().filter(code=draft.code, jurisdiction=draft.jurisdiction)


def former_of(draft: RuleDraft) -> RuleVersion | None:
    """The version of the same jurisdiction that the proposed one ends: begun before, and still in force on its first day."""
    running = Q(effective_to__isnull=True) | Q(effective_to__gt=draft.effective_from)
    return _rivals(draft).filter(running, effective_from__lt=draft.effective_from).first()


def later_than(draft: RuleDraft) -> RuleVersion | None:
    """The next version of the same jurisdiction that begins while the proposed one would hold."""
    rows = _rivals(draft).filter(effective_from__gte=draft.effective_from)
    if draft.effective_to:
        rows = rows.filter(effective_from__lt=draft.effective_to)
    return rows.order_by("effective_from").first()


def nearer_than(draft: RuleDraft) -> RuleVersion | None:
    """The version of a nearer jurisdiction that holds on the proposed one's first day and goes before it."""
    held = rules_on(draft.effective_from).filter(code=draft.code, rank__gt=Jurisdiction(draft.jurisdiction).rank)
    found: RuleVersion | None = held.order_by("-rank").first()
    return found


def holds_after(draft: RuleDraft) -> bool:
    """Whether some version of the rule holds on the day the proposed one ends; without an end, always."""
    if draft.effective_to is None:
        return True
    others = statutes.in_force(draft.effective_to).filter(code=draft.code)
    if former := former_of(draft):
        others = others.exclude(pk=former.pk)
    return others.exists()


def drafts_for(actor: Actor | None) -> QuerySet[RuleDraft]:
    """The changes of rules that an actor may read, the newest first."""
    return visible(actor, Can.READ_DRAFT, RuleDraft.objects.all()).select_related("author").order_by("-pk")


def waiting_on(code: str) -> QuerySet[RuleDraft]:
    """The changes of a rule that are being drafted or wait for approval."""
    return RuleDraft.objects.filter(code=code, state__in=[State.DRAFT, State.SUBMITTED])
