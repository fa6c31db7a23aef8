"""Reads days typed line by line: "2027-01-01 放假 元旦", "2027-02-05 至 2027-02-12 放假 春节", "2027-02-13 上班 春节"."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from catalog.workdays.notice import LONGEST_SPAN, ONE_DAY, Day, Kind, Reading, Sentence
from portal.ui.fields import read_day
from portal.values.text import half_width

_KINDS = {"放假": Kind.HOLIDAY, "上班": Kind.MAKEUP_WORKDAY}
_LINE = re.compile(r"(?P<first>[^\s至~]+)(?:\s*(?:至|~)\s*(?P<last>\S+))?\s+(?P<kind>放假|上班)(?:\s+(?P<name>\S.*))?")


def read_lines(text: str) -> Reading:
    """Every line that is not empty, understood or at fault."""
    return Reading([_read_line(line.strip()) for line in text.splitlines() if line.strip()])


def _read_line(line: str) -> Sentence:
    match = _LINE.fullmatch(half_width(line))
    if match is None:
        return Sentence(line, fault=_("请按“日期 放假或上班 节日”填写，例如 2027-01-01 放假 元旦。"))
    try:
        first = read_day(match["first"])
        last = read_day(match["last"]) if match["last"] else first
    except ValueError as error:
        return Sentence(line, fault=str(error))
    if not first <= last <= first + ONE_DAY * LONGEST_SPAN:
        return Sentence(line, fault=_("起止不对。"))
    return Sentence(line, tuple(_days(first, last, _KINDS[match["kind"]].value, (match["name"] or "").strip()[:40])))


def _days(first: date, last: date, kind: str, name: str) -> list[Day]:
    return [Day(first + ONE_DAY * n, kind, name) for n in range((last - first).days + 1)]
