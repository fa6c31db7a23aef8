"""The calendar of a year: packaged days, rows over them, and years of which nothing is known."""

from datetime import date

import pytest

from portal.statutes.models import WorkCalendar
from portal.statutes.years import days_of, provisional_years

pytestmark = pytest.mark.django_db


def test_a_packaged_year_has_its_days_by_their_chinese_names():
    days = {day.date: day for day in days_of(2026)}

    assert (len(days), days[date(2026, 1, 4)].kind, days[date(2026, 2, 14)].name) == (39, "makeup_workday", "春节")
    assert all(day.packaged for day in days.values())


def test_a_row_stands_over_the_packaged_day():
    WorkCalendar.objects.create(date=date(2026, 10, 7), kind="makeup_workday", name="调整", cites="通知（虚构）")

    changed = next(day for day in days_of(2026) if day.date == date(2026, 10, 7))

    assert (changed.kind, changed.cites, changed.packaged) == ("makeup_workday", "通知（虚构）", False)


def test_a_year_is_provisional_until_its_national_day_is_known():
    assert provisional_years(2026, 2027) == [2027]
    WorkCalendar.objects.create(date=date(2027, 1, 1), kind="holiday")
    assert provisional_years(2026, 2027) == [2027]
    WorkCalendar.objects.create(date=date(2027, 10, 1), kind="holiday")
    assert provisional_years(2026, 2027) == []
