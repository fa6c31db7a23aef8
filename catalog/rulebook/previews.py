"""What a proposed version would do: what it ends, what follows for a day in force, which open limits move or stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import portal.statutes as statutes
from catalog.rulebook import queries
from catalog.rulebook.kinds import Kind, kind_of
from catalog.rulebook.models import RuleDraft
from portal.accounts.actor import Actor
from portal.statutes.daycount import Due
from portal.statutes.models import RuleVersion
from portal.statutes.queries import Ruling
from portal.ui.subjects import Subject, subjects_of
from portal.workflow.models import DueDate
from portal.workflow.recount import Recount, differing, open_limits

SHOWN = 20
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """An open limit of one object, and where it would end."""

    row: DueDate
    subject: Subject | None
    after: Due | None = None


@dataclass(frozen=True)
class Effect:
    """`before` and `after` are the rule on the proposed first day without and with the draft; `nearer` stands in its way.
    `first` counts a period of days that begins on that day, by both."""

    before: Ruling | None
    after: Ruling
    former: RuleVersion | None
    former_last: date | None
    nearer: RuleVersion | None
    first: tuple[Due, Due] | None
    moves: list[Limit]
    moving: int
    stays: list[Limit]
    staying: int

    @property
    def added(self) -> list[str]:
        """The words that are searched for from then on."""
        before = self.before.words if self.before else ()
        return [word for word in self.after.words if word not in before]

    @property
    def dropped(self) -> list[str]:
        return [word for word in self.before.words if word not in self.after.words] if self.before else []


def effect_of(draft: RuleDraft, actor: Actor | None) -> Effect:
    """What approval would do, counted but not written, as this reader may see it."""
    former, nearer = queries.former_of(draft), queries.nearer_than(draft)
    held, after = queries.standing(draft.code, draft.effective_from), statutes.ruling_of(as_version(draft))
    before = statutes.ruling_of(held) if held else None
    moved, rest = _limits(draft, None if nearer else after)
    first = None
    if kind_of(draft.unit) is Kind.DAYS and before and not nearer:
        first = (statutes.due_by(before, draft.effective_from), statutes.due_by(after, draft.effective_from))
    return Effect(
        before=before,
        after=after,
        former=former,
        former_last=draft.effective_from - ONE_DAY if former else None,
        nearer=nearer,
        first=first,
        moves=limits_shown(moved[:SHOWN], actor),
        moving=len(moved),
        stays=limits_shown(rest[:SHOWN], actor),
        staying=len(rest),
    )


def as_version(draft: RuleDraft) -> RuleVersion:
    """The draft as the version it would become, unsaved."""
    names = ("code", "title_zh", "value", "unit", "min_or_max", "inclusive", "cites", "jurisdiction", "applies_to",
             "effective_from", "effective_to", "source_mark", "note", "words")  # fmt: skip
    return RuleVersion(**{name: getattr(draft, name) for name in names})


def _limits(draft: RuleDraft, proposed: Ruling | None) -> tuple[list[Recount], list[DueDate]]:
    """The open limits of the rule that would move, and those that stay with the version of the day they run from."""
    rows = list(open_limits().filter(rule=draft.code).order_by("due_on", "pk"))

    def count(code: str, start: date) -> Due:
        within = draft.effective_to is None or start < draft.effective_to
        if proposed and within and start >= draft.effective_from:
            return statutes.due_by(proposed, start)
        return statutes.due(code, start)

    moved = [change for change in differing(rows, count) if change.moves]
    moving = {change.row.pk for change in moved}
    return moved, [row for row in rows if row.pk not in moving]


def limits_shown(found: Sequence[Recount | DueDate], actor: Actor | None) -> list[Limit]:
    """Limits with the names of what they are about, for a page."""
    rows = [entry.row if isinstance(entry, Recount) else entry for entry in found]
    subjects = subjects_of(rows, actor)
    return [
        Limit(row, subjects.get((row.subject_label, row.subject_pk)), entry.due if isinstance(entry, Recount) else None)
        for entry, row in zip(found, rows, strict=True)
    ]
