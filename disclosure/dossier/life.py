"""The life line: eleven stops from plan to evaluation, each with its day, its state and the limit that runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosure.dossier.limits import Limit
from disclosure.dossier.subject import Subject
from disclosure.exposure.tendering import CLOSING, ENDING
from portal.ui.parts import Progress, Stop
from portal.values import clock
from purchasing.publication.models import Kind

FAILED_AT = {"failed_insufficient": 4, "voided": 5, "terminated": 3}


def stops(subject: Subject, limits: list[Limit], today: date) -> list[Stop]:
    """The stops in order; the first one not done is where the procurement stands."""
    days = [read(subject) for _label, read in _STOPS]
    reached = max((n for n, day in enumerate(days) if day), default=-1)
    ended = FAILED_AT.get(subject.procurement.state) if subject.procurement and subject.first(ENDING) else None
    running = {limit.stop: limit for limit in limits if limit.met_on is None}
    found = []
    for number, (label, _read) in enumerate(_STOPS):
        progress = _progress(number, reached, days[number], ended, complete=_is_complete(subject, number))
        limit = running.get(number)
        note = _note(limit, today) if limit else ""
        found.append(
            Stop(
                str(label()),
                progress,
                _when(subject, number, days[number]),
                note=note,
                article=limit.cites if limit else "",
                tone="bad" if limit and limit.due_on < today else "wait",
                href=f"#stop-{number}" if days[number] else "",
            )
        )
    return found


def _progress(number: int, reached: int, day: Any, ended: int | None, *, complete: bool) -> Progress:
    if ended is not None:
        return "failed" if number == ended else "done" if day else "ahead"
    if day and complete:
        return "done"
    return "now" if number == reached + 1 or (day and not complete) else "done" if number < reached else "ahead"


def _is_complete(subject: Subject, number: int) -> bool:
    """Delivery and payment are done with their last period; everything else with its day."""
    if number in (8, 9):
        wanted = subject.content(Kind.CONTRACT).get("instalments") or 0
        return 0 < int(wanted) <= len(subject.by_kind.get(_SERIES[number], []))
    return True


def _when(subject: Subject, number: int, day: date | None) -> date | str | None:
    wanted = subject.content(Kind.CONTRACT).get("instalments")
    if number in _SERIES and wanted:
        return f"{len(subject.by_kind.get(_SERIES[number], []))} / {wanted}"
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
        return clock.day_of(item.published_at) if item else None

    return read


def _field(kind: str, name: str) -> Callable[[Subject], date | None]:
    def read(subject: Subject) -> date | None:
        value = subject.content(kind).get(name)
        return date.fromisoformat(str(value)[:10]) if value else None

    return read


def _plan_day(subject: Subject) -> date | None:
    return clock.day_of(subject.plan_item.plan.drafted_at) if subject.plan or subject.staff else None


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


def _signing_day(subject: Subject) -> date | None:
    return _field(Kind.CONTRACT, "signed_at")(subject)


_STOPS: tuple[tuple[Callable[[], str], Callable[[Subject], date | None]], ...] = (
    (lambda: _("计划"), _plan_day),
    (lambda: _("批复"), _approval_day),
    (lambda: _("意向"), _published(Kind.INTENTION)),
    (lambda: _("公告"), _published(Kind.NOTICE)),
    (lambda: _("开标"), _opening_day),
    (lambda: _("评审"), _review_day),
    (lambda: _("结果"), _published(Kind.RESULT)),
    (lambda: _("合同"), _signing_day),
    (lambda: _("履约"), _published(Kind.ACCEPTANCE)),
    (lambda: _("支付"), _published(Kind.PAYMENT)),
    (lambda: _("评价"), _published(Kind.EVALUATION)),
)
_SERIES = {8: Kind.ACCEPTANCE, 9: Kind.PAYMENT}
