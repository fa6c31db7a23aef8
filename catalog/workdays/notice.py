"""Reads the State Council's holiday notice: each sentence is understood whole, with its days, or left and shown.

"元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。" A weekday in brackets must be the day's own, the number of
days the one counted; a sentence that says otherwise is at fault, and none of its days is taken. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.statutes.models import WorkCalendar
from portal.ui.fields import FIRST_YEAR, LAST_YEAR
from portal.values.text import half_width

Kind = WorkCalendar.Kind
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The days off that every year's notice arranges (全国年节及纪念日放假办法 第二条)."""

LONGEST_SPAN = 31  # days of one span: more is a slip of the pen
ONE_DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"

_DATE = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:\([^()]*\))?"
_SPAN = rf"{_DATE}(?:(?:至|到|—|–|-|~){_DATE})?"
_SPANS = rf"{_SPAN}(?:(?:、|,|和|及){_SPAN})*"
_OFF = rf"(?P<off>{_SPANS})(?:,)?(?:调休|补休|放假|休息)(?:调休)?(?P<each>\d+天)?(?:,?与周末连休|,?不调休)?(?:,?共(?P<count>\d+)天)?"
_WORK = rf"(?P<work>{_SPANS})(?:公休日)?(?:正常)?上班"
_CLAUSE = re.compile(rf"(?:{_OFF}|{_WORK})(?:[,;]|$)")
_ONE_DATE = re.compile(r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<remark>[^()]*)\))?")
_ONE_SPAN = re.compile(rf"(?P<first>{_DATE})(?:(?:至|到|—|–|-|~)(?P<last>{_DATE}))?")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|\(?[一二三四五六七八九十\d]+[).、])")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_NAMES = re.compile(rf"^((?:{'|'.join(FESTIVALS)}|除夕)(?:(?:、|和|及)(?:{'|'.join(FESTIVALS)}|除夕))*):")
_NAMES_DAY = re.compile(r"\d日")
_TELLS_OFF_OR_WORKED = re.compile("放假|上班|调休|补休|连休|休息")


@dataclass(frozen=True)
class Day:
    """One day of the notice: off, or a rest day that is worked."""

    date: date
    kind: str
    name: str


@dataclass(frozen=True)
class Sentence:
    """A sentence as it was written. `fault` says why it was not taken although it speaks of days off or worked."""

    text: str
    days: tuple[Day, ...] = ()
    fault: str = ""

    @property
    def understood(self) -> bool:
        return bool(self.days)


@dataclass
class Reading:
    """A notice as it was read: every sentence in its order."""

    sentences: list[Sentence] = field(default_factory=list)

    @property
    def days(self) -> list[Day]:
        """The days of what was understood, in order."""
        return sorted((d for s in self.sentences for d in s.days), key=lambda d: d.date)

    @property
    def faults(self) -> list[Sentence]:
        """What speaks of days off or worked and was not taken."""
        return [sentence for sentence in self.sentences if sentence.fault]

    @property
    def ignored(self) -> list[Sentence]:
        """What speaks of no such days: headings, instructions, signature."""
        return [sentence for sentence in self.sentences if not sentence.understood and not sentence.fault]

    @property
    def festivals(self) -> set[str]:
        """Which of the year's festivals the understood sentences arrange."""
        return {name for name in FESTIVALS for day in self.days if day.kind == Kind.HOLIDAY and name in day.name}


class _Fault(ValueError):
    """A sentence whose days cannot be right; the message says why."""


def read_notice(text: str, year: int) -> Reading:
    """Every sentence of a notice for a year. A date without a year is of that year."""
    reading, name = Reading(), ""
    for sentence in _sentences(text):
        plain = "".join(half_width(sentence).split())
        body = _NUMBERING.sub("", plain)
        if heading := _NAMES.match(body):
            name, body = heading[1], body[heading.end() :]
        elif _NUMBERING.match(plain):
            name = ""
        reading.sentences.append(_read_sentence(sentence, body, year, name))
    return reading


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for sentence in re.split(r"(?<=[。；;])", line):
            if sentence.strip(" \t\u3000。；;"):
                yield sentence.strip()


def _read_sentence(sentence: str, body: str, year: int, name: str) -> Sentence:
    body = body.strip("。;；")
    try:
        days = tuple(_days_of_clauses(body, year, name))
    except _Fault as fault:
        return Sentence(sentence, fault=str(fault))
    if not days and _NAMES_DAY.search(body) and _TELLS_OFF_OR_WORKED.search(body):
        return Sentence(sentence, fault=_("没有读懂这一句。"))
    if days and not name:
        return Sentence(sentence, fault=_("没有写明是哪个节日。"))
    return Sentence(sentence, days)


def _days_of_clauses(body: str, year: int, name: str) -> Iterator[Day]:
    """The days of a sentence whose clauses are all understood; none where one is not."""
    found: list[Day] = []
    at = 0
    while at < len(body):
        clause = _CLAUSE.match(body, at)
        if clause is None:
            return
        found += _days_of_clause(clause, year, name)
        at = clause.end()
    yield from found


def _days_of_clause(clause: re.Match[str], year: int, name: str) -> list[Day]:
    if clause["work"]:
        dates = _dates_in(clause["work"], year)
        for day in dates:
            if day.weekday() < WEEKDAYS.index("六"):
                raise _Fault(_("%(day)s 是星期%(weekday)s，本来就上班。") % _said(day))
        return [Day(day, Kind.MAKEUP_WORKDAY.value, name) for day in dates]
    dates = _dates_in(clause["off"], year)
    if clause["count"] and "与周末连休" not in clause[0] and int(clause["count"]) != len(dates):
        raise _Fault(_("写明共 %(said)s 天，数出 %(counted)s 天。") % {"said": clause["count"], "counted": len(dates)})
    return [Day(day, Kind.HOLIDAY.value, name) for day in dates]


def _said(day: date) -> dict[str, object]:
    return {"day": day, "weekday": WEEKDAYS[day.weekday()]}


def _dates_in(spans: str, year: int) -> list[date]:
    """The days of "1月1日(周四)至3日(周六)、2月14日"; year and month go on from the date before."""
    found: list[date] = []
    before = date(year, 1, 1)
    for span in _ONE_SPAN.finditer(spans):
        first = _date(span["first"], before)
        last = _date(span["last"], first) if span["last"] else first
        if not first <= last <= first + ONE_DAY * LONGEST_SPAN:
            raise _Fault(_("“%(text)s”的起止不对。") % {"text": span[0]})
        found += [first + ONE_DAY * n for n in range((last - first).days + 1)]
        before = last
    return found


def _date(text: str, before: date) -> date:
    match = _ONE_DATE.fullmatch(text)
    assert match is not None
    year, month = int(match["year"] or before.year), int(match["month"] or before.month)
    try:
        day = date(year, month, int(match["day"]))
    except ValueError as error:
        raise _Fault(_("没有“%(text)s”这一天。") % {"text": text}) from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Fault(_("年份应在 %(first)s 至 %(last)s 之间。") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    weekday = _WEEKDAY.search(match["remark"] or "")
    if weekday and WEEKDAYS[day.weekday()] != weekday[1].replace("天", "日"):
        raise _Fault(_("%(day)s 是星期%(weekday)s，与所写的不符。") % _said(day))
    return day
