"""Figures by kind: what is read, what is refused."""

from decimal import Decimal

import pytest

from catalog.rulebook.kinds import Kind, fault_of, kind_of, places_of, read_value, written
from portal.statutes.models import RuleVersion, Unit


@pytest.mark.parametrize(
    ("unit", "typed", "value"),
    [
        ("workday", "５", "5"),
        ("yuan", "4,000,000.00", "4000000"),
        ("yuan", "４００００００", "4000000"),
        ("month_day", "11-30", "1130"),
        ("month_day", "3月1日", "301"),
        ("percent", "0.05", "0.05"),
    ],
)
def test_figures_are_read_as_people_write_them(unit, typed, value):
    assert read_value(unit, typed) == Decimal(value)


@pytest.mark.parametrize(
    ("unit", "typed"),
    [
        ("workday", "五"),
        ("workday", "-1"),
        ("yuan", "1e9"),
        ("yuan", "400万"),
        ("month_day", "1130"),
        ("day", "٣"),
        ("day", "1_0"),
    ],
)
def test_what_is_no_figure_is_refused(unit, typed):
    with pytest.raises(ValueError, match="请"):
        read_value(unit, typed)


@pytest.mark.parametrize(
    ("unit", "value", "places", "right"),
    [
        ("workday", "0", 0, True),
        ("workday", "2.5", 0, False),
        ("workday", "3661", 0, False),
        ("year", "0", 0, False),
        ("year", "101", 0, False),
        ("minute", "1440", 0, True),
        ("minute", "1441", 0, False),
        ("month_day", "229", 0, True),
        ("month_day", "230", 0, False),
        ("month_day", "1301", 0, False),
        ("month_day", "0", 0, False),
        ("yuan", "0.01", 2, True),
        ("yuan", "0.001", 2, False),
        ("yuan", "-1", 2, False),
        ("percent", "100", 0, True),
        ("percent", "100.5", 1, False),
        ("percent", "7.5", 0, False),
        ("percent", "7.5", 1, True),
        ("point", "100.01", 2, False),
        ("count", "-1", 0, False),
        ("condition", "2", 0, False),
    ],
)
def test_a_figure_fits_its_kind(unit, value, places, right):
    assert (fault_of(unit, Decimal(value), places) == "") is right


@pytest.mark.django_db
def test_every_rule_of_the_files_fits_its_own_kind():
    figures = {}
    for version in RuleVersion.objects.all():
        figures.setdefault(version.code, []).append(version)
    faults = [
        (version.code, fault)
        for versions in figures.values()
        for version in versions
        if (fault := fault_of(version.unit, version.value, places_of(version.unit, [v.value for v in versions])))
    ]

    assert faults == []


@pytest.mark.django_db
def test_what_is_written_is_read_again():
    versions = [v for v in RuleVersion.objects.all() if kind_of(v.unit) is not Kind.CONDITION]

    assert [v.code for v in versions if read_value(v.unit, written(v.unit, v.value)) != v.value] == []
    assert len(versions) > 100


def test_every_unit_has_one_kind():
    assert sorted(unit for kind in Kind for unit in kind.units) == sorted(Unit)
