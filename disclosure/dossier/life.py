"""The life line: eleven stops from plan to evaluation, each with its day, its state and the limit that runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosure.dossier.limits import Limit
from disclosure.dossier.subject import Subject
from disclosure.exposure.tendering import CLOSING, ENDING
from portal.ui.parts import Progress, Stop
from portal.values import clock
from purchasing.procurement.life import STAGES, stage_at_end
from purchasing.publication.models import Kind


def stops(subject: Subject, limits: list[Limit], today: date) -> list[Stop]:
    """The stops in order; the first one not done is where the procurement stands."""
    days = [_DAYS[name](subject) for name in STAGES]
    reached = max((n for n, day in enumerate(days) if day), default=-1)
    ended = _ended_at(subject)
    running = {limit.stop: limit for limit in limits if limit.met_on is None}
    found = []
    for number, (name, label) in enumerate(STAGES.items()):
        progress = _progress(number, reached, days[number], ended, complete=_is_complete(subject, name))
        limit = running.get(name)
        note = _note(limit, today) if limit else ""
        found.append(
            Stop(
                label,
                progress,
                _when(subject, name, days[number]),
                note=note,
                article=limit.cites if limit else "",
                tone="bad" if limit and limit.due_on < today else "wait",
                href=f"#stop-{name}" if days[number] else "",
            )
        )
    return found


def _ended_at(subject: Subject) -> int | None:
    """The place of the stage at which it ended, once that is public."""
    name = stage_at_end(subject.procurement) if subject.procurement and subject.first(ENDING) else None
    return list(STAGES).index(name) if name else None


def _progress(number: int, reached: int, day: Any, ended: int | None, *, complete: bool) -> Progress:
    if ended is not None:
        return "failed" if number == ended else "done" if day else "ahead"
    if day and complete:
        return "done"
    return "now" if number == reached + 1 or (day and not complete) else "done" if number < reached else "ahead"


def _is_complete(subject: Subject, name: str) -> bool:
    """Delivery and payment are done with their last period; everything else with its day."""
    if name in _SERIES:
        wanted = subject.content(Kind.CONTRACT).get("instalments") or 0
        return 0 < int(wanted) <= _periods_done(subject, name)
    return True


def _periods_done(subject: Subject, name: str) -> int:
    """How many periods are accepted, or paid in full; a period may be paid on several invoices."""
    accepted = subject.by_kind.get(Kind.ACCEPTANCE, [])
    if name == "delivery":
        return len(accepted)
    paid: dict[Any, Decimal] = {}
    for item in subject.by_kind.get(Kind.PAYMENT, []):
        period = item.content["period"]
        paid[period] = paid.get(period, Decimal(0)) + Decimal(str(item.content["amount"]))
    payable = {item.content["period"]: Decimal(str(item.content["payable"] or 0)) for item in accepted}
    return sum(total >= payable.get(period, Decimal(0)) for period, total in paid.items())


def _when(subject: Subject, name: str, day: date | None) -> date | str | None:
    wanted = subject.content(Kind.CONTRACT).get("instalments")
    if name in _SERIES and wanted:
        return f"{_periods_done(subject, name)} / {wanted}"
    return day


def _note(limit: Limit, today: date) -> str:
    left = (limit.due_on - today).days
    if left < 0:
        return ngettext("逾期 %(days)d 日", "逾期 %(days)d 日", -left) % {"days": -left}
    if left == 0:
        return _("今天到期")
    return ngettext("剩 %(days)d 日", "剩 %(days)d 日", left) % {"days": left}


def _published(kind: str) -> Callable[[Subject], date | None]:
    def read(subject: Subject) -> date | None:
        item = subject.first(kind)
        return clock.day_of(subject.published_at(item)) if item else None

    return read


def _field(kind: str, name: str) -> Callable[[Subject], date | None]:
    def read(subject: Subject) -> date | None:
        value = subject.content(kind).get(name)
        return clock.day_in(value) if value else None

    return read


def _plan_day(subject: Subject) -> date | None:
    """The day the unit filed its plan, as on the desk; of one not filed yet the day it was begun."""
    plan = subject.plan_item.plan
    return clock.day_of(plan.submitted_at or plan.drafted_at) if subject.plan or subject.staff else None


def _approval_day(subject: Subject) -> date | None:
    """The day finance approved, public with the plan."""
    decided = subject.plan_item.plan.decided_at
    return clock.day_of(decided) if decided and (subject.plan or subject.staff) else None


def _opening_day(subject: Subject) -> date | None:
    """The opening is on the public record once the result is; until then the closing is."""
    closing = subject.first(CLOSING)
    return clock.day_of(closing.published_at) if closing else None


def _review_day(subject: Subject) -> date | None:
    procurement = subject.procurement
    shown = subject.first(Kind.RESULT) is not None or subject.staff
    return clock.day_of(procurement.reviewed_at) if procurement and procurement.reviewed_at and shown else None


_DAYS: dict[str, Callable[[Subject], date | None]] = {
    "plan": _plan_day, "approval": _approval_day, "intention": _published(Kind.INTENTION),
    "notice": _published(Kind.NOTICE), "opening": _opening_day, "review": _review_day, "result": _published(Kind.RESULT),
    "contract": _field(Kind.CONTRACT, "signed_at"), "delivery": _published(Kind.ACCEPTANCE),
    "payment": _published(Kind.PAYMENT), "evaluation": _published(Kind.EVALUATION),
}  # fmt: skip
_SERIES = {"delivery": Kind.ACCEPTANCE, "payment": Kind.PAYMENT}
