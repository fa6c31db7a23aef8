"""`sync_rules`: idempotent, prints what changes, never changes what is in force."""

import shutil
from datetime import date

import pytest
from django.core.management import CommandError, call_command

import portal.statutes as statutes
from portal.statutes.models import RuleVersion
from portal.statutes.sync import RULES, RuleFileError, sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(tmp_path):
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    return folder


def edit(folder, old, new, file="national.toml"):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add(folder, text):
    path = folder / "national.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def rule(code, value, begins, ends=""):
    return (
        f'\n[[rule]]\ncode = "{code}"\ntitle_zh = "示例"\nvalue = {value}\nunit = "day"\nmin_or_max = "min"\n'
        f'cites = "示例法 第一条"\nsource_mark = "K"\neffective_from = {begins}\n'
        + (f"effective_to = {ends}\n" if ends else "")
    )


R21 = 'value = 20\nunit = "day"\nmin_or_max = "min"\ncites = "政府采购法 第三十五条"\nsource_mark = "V"\neffective_from = 2003-01-01\n'


def test_the_same_files_again_change_nothing(capsys):
    held = list(RuleVersion.objects.values())

    call_command("sync_rules")

    assert capsys.readouterr().out == f"0 added, 0 changed, 0 removed, {len(held)} unchanged\n"
    assert list(RuleVersion.objects.values()) == held


def test_a_change_of_a_version_in_force_is_refused_and_nothing_is_written(rules, capsys):
    edit(rules, R21, R21.replace("value = 20", "value = 15"))
    add(rules, rule("R-500", 3, "2030-01-01"))

    with pytest.raises(CommandError, match="1 refused"):
        call_command("sync_rules", directory=rules)

    assert "! R-21 (national, 2003-01-01): already in force" in capsys.readouterr().out
    assert not RuleVersion.objects.filter(code="R-500").exists()
    assert RuleVersion.objects.get(code="R-21").value == 20


def test_a_version_in_force_may_be_ended_and_followed_by_another(rules):
    edit(rules, R21, R21 + "effective_to = 2030-01-01\n")
    add(rules, rule("R-21", 25, "2030-01-01"))

    difference = sync(rules)

    assert (len(difference.added), len(difference.changed), difference.refused) == (1, 1, [])
    assert list(RuleVersion.objects.filter(code="R-21").values_list("value", "effective_to")) == [
        (20, date(2030, 1, 1)),
        (25, None),
    ]
    assert sync(rules).lines == []


def test_an_end_once_set_stays(rules):
    edit(rules, "effective_to = 2024-02-01", "effective_to = 2024-01-01", file="jiangxi.toml")

    assert len(sync(rules).refused) == 1


def test_what_describes_a_version_may_be_corrected(rules):
    edit(rules, R21, R21.replace('"V"', '"S"'))

    assert sync(rules).refused == []
    assert RuleVersion.objects.get(code="R-21").source_mark == "S"


def test_a_version_not_yet_in_force_may_be_changed_and_withdrawn(rules):
    add(rules, rule("R-500", 3, "2190-01-01"))
    sync(rules)
    edit(rules, rule("R-500", 3, "2190-01-01"), rule("R-500", 4, "2190-01-01"))
    sync(rules)

    assert RuleVersion.objects.get(code="R-500").value == 4
    edit(rules, rule("R-500", 4, "2190-01-01"), "")
    assert len(sync(rules).removed) == 1
    assert not RuleVersion.objects.filter(code="R-500").exists()


def test_a_version_in_force_cannot_vanish_from_the_files(rules):
    edit(rules, 'code = "R-21"', 'code = "R-21-renamed"')

    assert [line.split(" ")[0] for line in sync(rules).refused] == ["R-21"]


def test_a_dry_run_prints_and_writes_nothing(rules, capsys):
    add(rules, rule("R-500", 3, "2030-01-01"))

    call_command("sync_rules", directory=rules, dry_run=True)

    assert "+ R-500 (national, 2030-01-01): 3 day, 示例法 第一条" in capsys.readouterr().out
    assert not RuleVersion.objects.filter(code="R-500").exists()


def test_versions_decided_in_the_portal_are_left_alone(rules):
    RuleVersion.objects.create(
        code="R-21",
        title_zh="本市",
        value=25,
        unit="day",
        min_or_max="min",
        cites="本市规定（示例）",
        jurisdiction="city",
        effective_from=date(2025, 6, 1),
        source_mark="D",
        created_by="财政经办甲",
    )

    assert sync(rules).lines == []


def test_a_version_that_stands_twice_is_refused(rules):
    add(rules, rule("R-500", 3, "2030-01-01") + rule("R-500", 4, "2030-01-01"))

    assert sync(rules).refused == ["R-500 (national, 2030-01-01): stands in the files twice"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('unit = "day"', 'unit = "fortnight"'),
        ('cites = "政府采购法 第三十五条"\n', ""),
        ("value = 20\n", "value = 20\nvalu = 3\n"),
        ("value = 20\n", "value = = 20\n"),
    ],
)
def test_a_file_that_is_no_rule_file_is_refused_by_name(rules, old, new):
    edit(rules, R21, R21.replace(old, new))

    with pytest.raises(RuleFileError, match=r"national\.toml"):
        sync(rules)


def decided(code, value, begins, ends=None, jurisdiction="national"):
    """A version that finance has approved in the portal."""
    RuleVersion.objects.filter(code=code, jurisdiction=jurisdiction, effective_to=None).update(effective_to=begins)
    return RuleVersion.objects.create(
        code=code, title_zh="示例", value=value, unit="day", min_or_max="min", cites="示例法 第二条", jurisdiction=jurisdiction,
        effective_from=begins, effective_to=ends, source_mark="V", created_by="财政经办甲（市财政局）",
        approved_by="财政审批（市财政局）",
    )  # fmt: skip


def test_what_finance_has_decided_stands_and_the_files_go_on(rules, capsys):
    row = decided("R-21", 25, date(2030, 1, 1))
    held = list(RuleVersion.objects.order_by("pk").values())
    add(rules, rule("R-500", 3, "2030-01-01"))

    call_command("sync_rules", directory=rules)

    printed = capsys.readouterr().out
    assert "= R-21 (national, 2003-01-01): ends 2030-01-01, finance has decided what follows\n" in printed
    assert "1 added, 0 changed, 0 removed" in printed
    assert list(RuleVersion.objects.exclude(code="R-500").order_by("pk").values()) == held
    assert statutes.on("R-21", date(2030, 1, 1)).version_id == row.pk


def test_a_version_of_the_files_that_begins_under_one_of_finance_is_left_out(rules, capsys):
    row = decided("R-21", 25, date(2030, 1, 1))
    edit(rules, R21, R21 + "effective_to = 2031-01-01\n")
    add(rules, rule("R-21", 30, "2031-01-01"))

    call_command("sync_rules", directory=rules)

    assert "= R-21 (national, 2031-01-01): left out, finance has decided otherwise" in capsys.readouterr().out
    assert statutes.on("R-21", date(2031, 6, 1)).version_id == row.pk
    assert not RuleVersion.objects.filter(code="R-21", effective_from=date(2031, 1, 1)).exists()


def test_a_new_version_of_the_files_ends_where_one_of_finance_begins(rules):
    decided("R-501", 25, date(2032, 1, 1))
    add(rules, rule("R-501", 20, "2030-01-01"))

    call_command("sync_rules", directory=rules)

    ends = RuleVersion.objects.filter(code="R-501").order_by("effective_from").values_list("effective_to", flat=True)
    assert list(ends) == [date(2032, 1, 1), None]


def test_a_version_of_the_city_is_no_rival_of_the_states(rules, capsys):
    decided("R-21", 25, date(2030, 1, 1), jurisdiction="city")

    call_command("sync_rules", directory=rules)

    assert "=" not in capsys.readouterr().out
