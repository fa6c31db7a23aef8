"""The rules as data: complete, cited, and resolved by the day of the legal event."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

import portal.statutes as statutes
from portal.statutes.models import Jurisdiction, RuleVersion
from portal.statutes.sync import RULES, read

pytestmark = pytest.mark.django_db

# The table has no.
NUMBERS = {f"R-{number:02d}" for number in range(1, 101)} - {"R-17", "R-18", "R-19"}


def city(**fields):
    return RuleVersion(
        **{
            "code": "R-21",
            "title_zh": "招标文件开始发出至投标截止（本市）",
            "value": 25,
            "unit": "day",
            "min_or_max": "min",
            "cites": "本市规定（示例）",
            "jurisdiction": "city",
            "effective_from": date(2025, 6, 1),
            "source_mark": "D",
            "created_by": "财政经办甲",
            **fields,
        }
    )


def test_every_number_of_the_table_stands_in_the_files():
    codes = {version.code for version in read(RULES.glob("*.toml"))}

    assert {"-".join(code.split("-")[:2]) for code in codes if code.startswith("R-")} == NUMBERS


def test_only_design_defaults_are_marked_as_such():
    for version in read(RULES.glob("*.toml")):
        assert (version.jurisdiction == Jurisdiction.DEFAULT) == version.code.startswith("D-")
        assert version.cites
        if version.jurisdiction != Jurisdiction.DEFAULT:
            assert version.source_mark != "D"


@pytest.mark.parametrize(
    ("code", "on", "value", "unit", "cites"),
    [
        ("R-21", "2025-01-23", "20", "day", "政府采购法 第三十五条"),
        ("R-62", "2025-03-11", "2", "workday", "政府采购法实施条例 第五十条"),
        ("R-66-sme", "2025-05-31", "30", "day", "保障中小企业款项支付条例（国务院令第728号） 第八条"),
        ("R-66-sme", "2025-06-01", "30", "day", "保障中小企业款项支付条例（国务院令第802号） 第九条、第十条"),
        ("R-67", "2026-01-01", "0.05", "percent", "保障中小企业款项支付条例（国务院令第802号） 第十七条"),
        (
            "D-weight-third-party",
            "2026-04-08",
            "40",
            "percent",
            "关于推进政府向社会力量购买服务的实施意见 第四条第三项",
        ),
    ],
)
def test_a_rule_answers_with_value_and_citation(code, on, value, unit, cites):
    ruling = statutes.on(code, date.fromisoformat(on))

    assert (ruling.value, ruling.unit, ruling.cites) == (Decimal(value), unit, cites)


@pytest.mark.parametrize(
    ("code", "on", "value"),
    [
        ("R-01", "2024-01-31", 2_000_000),
        ("R-01", "2024-02-01", 4_000_000),
        ("R-02", "2021-12-31", 300_000),
        ("R-02", "2022-01-01", 500_000),
        ("R-79-small-max", "2022-06-30", 10),
        ("R-79-small-max", "2022-07-01", 20),
    ],
)
def test_the_day_of_the_event_chooses_the_version(code, on, value):
    assert statutes.on(code, date.fromisoformat(on)).value == value


@pytest.mark.parametrize(
    ("code", "on"), [("R-49-average", "2026-01-31"), ("R-21", "2002-12-31"), ("R-999", "2025-01-01")]
)
def test_a_day_without_a_version_raises_and_never_reads_as_no(code, on):
    with pytest.raises(statutes.UnknownRule, match=code):
        statutes.on(code, date.fromisoformat(on))


def test_the_rule_of_the_city_goes_before_that_of_the_state_from_its_day_on():
    city().save()

    assert statutes.on("R-21", date(2025, 5, 31)).value == 20
    assert statutes.on("R-21", date(2025, 6, 1)).value == 25


def test_a_draft_is_no_law():
    city(status="draft").save()

    assert statutes.on("R-21", date(2025, 6, 1)).value == 20


def test_a_pinned_version_stays_readable_after_its_end():
    old = statutes.on("R-01", date(2023, 1, 1))

    assert statutes.pinned(old.version_id) == old
    with pytest.raises(statutes.UnknownRule):
        statutes.pinned(0)


def test_several_rules_cost_one_statement_and_missing_ones_are_all_named(django_assert_num_queries):
    with django_assert_num_queries(1):
        rulings = statutes.several(["R-30-report", "R-30-award"], date(2025, 2, 19))

    assert [(code, ruling.value) for code, ruling in rulings.items()] == [("R-30-report", 2), ("R-30-award", 5)]
    with pytest.raises(statutes.UnknownRule, match="R-998, R-999"):
        statutes.several(["R-30-award", "R-998", "R-999"], date(2025, 2, 19))


def test_a_ruling_speaks_in_shares_whole_numbers_and_phrases():
    on = date(2026, 6, 1)

    assert statutes.on("R-64", on).share == Decimal("0.1")
    assert statutes.on("R-32-members-large", on).whole == 7
    assert [statutes.on(code, on).phrase for code in ("R-61", "R-62", "R-01", "R-64", "R-68")] == [
        "30 日",
        "2 个工作日",
        "4,000,000 元",
        "10%",
        "3 月 31 日",
    ]
    with pytest.raises(ValueError, match="percent"):
        _ = statutes.on("R-61", on).share
    assert [statutes.on(code, on).months for code in ("R-60-usual", "R-89-months")] == [12, 12]
    with pytest.raises(ValueError, match="months"):
        _ = statutes.on("R-61", on).months
    with pytest.raises(ValueError, match="whole"):
        _ = statutes.on("R-67", on).whole


def test_two_versions_of_one_rule_never_overlap():
    city(effective_to=date(2026, 1, 1)).save()
    city(effective_from=date(2026, 1, 1)).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        city(effective_from=date(2025, 12, 31), effective_to=date(2026, 1, 1)).save()


@pytest.mark.parametrize(
    "change", [{"value": 15}, {"unit": "workday"}, {"effective_from": date(2004, 1, 1)}, {"status": "draft"}]
)
def test_the_database_refuses_to_change_a_version_in_force(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(code="R-21").update(**change)


def test_the_database_refuses_to_delete_a_version_in_force_or_to_move_its_end():
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(code="R-21").delete()
    RuleVersion.objects.filter(code="R-21").update(effective_to=date(2027, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.filter(code="R-21").update(effective_to=None)


def test_what_is_not_yet_in_force_may_still_be_changed():
    city(effective_from=date(2199, 1, 1)).save()

    assert RuleVersion.objects.filter(jurisdiction="city").update(value=30) == 1


def test_a_version_has_a_standing_on_each_day():
    version = city(effective_to=date(2026, 1, 1))

    assert [
        version.standing(day) for day in (date(2025, 5, 31), date(2025, 6, 1), date(2025, 12, 31), date(2026, 1, 1))
    ] == [
        "published_not_effective",
        "effective",
        "effective",
        "repealed",
    ]
    assert city(status="draft").standing(date(2025, 6, 1)) == "draft"
