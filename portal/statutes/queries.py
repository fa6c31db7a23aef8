"""Which rule holds on a day: one indexed statement a call, answered with value and citation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.statutes.models import Jurisdiction, RuleVersion, Unit
from portal.values import clock


class UnknownRule(LookupError):
    """No version of the rule is in force on the day asked for: a gap in the law's data, never a "no"."""


@dataclass(frozen=True)
class Ruling:
    """A rule as it stood on a day. `value` is in `unit`; `inclusive` says whether the value itself satisfies it."""

    code: str
    value: Decimal
    unit: str
    cites: str
    source_mark: str
    version_id: int
    title: str = ""
    min_or_max: str = ""
    inclusive: bool = True
    jurisdiction: str = ""
    applies_to: str = ""
    note: str = ""
    words: tuple[str, ...] = ()  # what in a text may give the case away

    @property
    def share(self) -> Decimal:
        """A percentage as a fraction of one. Raises ValueError for any other unit."""
        if self.unit != Unit.PERCENT:
            raise ValueError(f"{self.code} is counted in {self.unit}, not in percent")
        return self.value / 100

    @property
    def whole(self) -> int:
        """The value as a whole number. Raises ValueError if it has a fraction."""
        if self.value != self.value.to_integral_value():
            raise ValueError(f"{self.code} is not a whole number")
        return int(self.value)

    @property
    def months(self) -> int:
        """A term in whole months. Raises ValueError for what is no term of months or years."""
        if self.unit not in (Unit.MONTH, Unit.YEAR):
            raise ValueError(f"{self.code} is counted in {self.unit}, not in months")
        return self.whole * (12 if self.unit == Unit.YEAR else 1)

    @property
    def phrase(self) -> str:
        """Value and unit for people: "5 个工作日"."""
        if self.unit == Unit.CONDITION:
            return self.title
        if self.unit == Unit.MONTH_DAY:
            return _("%(month)s 月 %(day)s 日") % {"month": self.whole // 100, "day": self.whole % 100}
        figure = f"{self.value:,f}"
        return f"{figure}%" if self.unit == Unit.PERCENT else f"{figure} {Unit(self.unit).label}"


def ruling_of(version: Any) -> Ruling:
    """A version as a rule in hand, whether it is in force or not."""
    value = version.value.normalize()
    return Ruling(
        code=version.code,
        value=value if value.as_tuple().exponent <= 0 else value.quantize(Decimal(1)),
        unit=version.unit,
        cites=version.cites,
        source_mark=version.source_mark,
        version_id=version.id,
        title=version.title_zh,
        min_or_max=version.min_or_max,
        inclusive=version.inclusive,
        jurisdiction=version.jurisdiction,
        applies_to=version.applies_to,
        note=version.note,
        words=tuple(version.words),
    )


def in_force(day: date) -> QuerySet[RuleVersion]:
    """Every published version in force on a day, of every jurisdiction."""
    return RuleVersion.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gt=day),
        status=RuleVersion.Status.PUBLISHED,
        effective_from__lte=day,
    )


def several(codes: Iterable[str], day: date) -> dict[str, Ruling]:
    """The rules `codes` as they stood on the day of the legal event, in one statement.

    Where several jurisdictions have the rule, the nearest to the city wins. Raises UnknownRule naming every code
    that has no version in force.
    """
    wanted = tuple(dict.fromkeys(codes))
    nearest: dict[str, Any] = {}
    for version in _versions(wanted, day):
        held = nearest.get(version.code)
        if held is None or Jurisdiction(version.jurisdiction).rank > Jurisdiction(held.jurisdiction).rank:
            nearest[version.code] = version
    missing = [code for code in wanted if code not in nearest]
    if missing:
        raise UnknownRule(f"no version of {', '.join(missing)} is in force on {day.isoformat()}")
    return {code: ruling_of(nearest[code]) for code in wanted}


def _versions(wanted: tuple[str, ...], day: date) -> Iterable[Any]:
    """The rows asked for; a page that only reads, and so may ask many times, reads the whole table once."""
    table = clock.kept("rule versions", _by_code)
    if table is None:
        return in_force(day).filter(code__in=wanted)
    rows = (row for code in wanted for row in table.get(code, ()))
    return (r for r in rows if r.effective_from <= day and (r.effective_to is None or day < r.effective_to))


def _by_code() -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {}
    for row in RuleVersion.objects.filter(status=RuleVersion.Status.PUBLISHED).values_list(named=True):
        table.setdefault(row.code, []).append(row)
    return table


def on(code: str, day: date) -> Ruling:
    """The rule as it stood on the day of the legal event (announcement, receipt, signature). Raises UnknownRule."""
    return several((code,), day)[code]


def first_version(code: str) -> tuple[date, Ruling]:
    """Since when there is a rule at all, and how it stood then. Raises UnknownRule for a code without any version."""
    table = clock.kept("rule versions", _by_code)
    published = RuleVersion.objects.filter(code=code, status=RuleVersion.Status.PUBLISHED)
    rows = sorted(published if table is None else table.get(code, ()), key=lambda row: row.effective_from)
    if not rows:
        raise UnknownRule(f"there is no version of {code}")
    return rows[0].effective_from, ruling_of(rows[0])


def pinned(version_id: int) -> Ruling:
    """The very version that an object noted when it was decided. Raises UnknownRule."""
    version = RuleVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise UnknownRule(f"there is no rule version {version_id}")
    return ruling_of(version)


def citations(codes: Iterable[str], day: date) -> dict[str, str]:
    """What each code cites on a day; a code of several parts ("R-24" of R-24-period …) cites all that they cite.

    A code without a version in force is left out: for pages, which then say nothing rather than fail.
    """
    found: dict[str, list[str]] = {}
    rows = list(in_force(day).order_by("code", "pk").values_list("code", "cites"))
    for wanted in dict.fromkeys(codes):
        parts = [cites for code, cites in rows if code == wanted or code.startswith(f"{wanted}-")]
        if parts:
            found[wanted] = list(dict.fromkeys(parts))
    return {code: "；".join(parts) for code, parts in found.items()}
