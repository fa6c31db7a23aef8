"""What no source file may hold: a second clock, money as float, work left undone."""

import re
from pathlib import Path

from tests.architecture.sources import lines_with, modules

CLOCK = re.compile(r"\b(datetime\.now|date\.today|timezone\.now|utcnow|localdate)\(|CURRENT_TIMESTAMP", re.I)
FLOAT_MONEY = re.compile(r"\bFloatField\(")
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
NAMELESS = re.compile(r"(?<!\w)_\(\s*f[\"']|(?<!\w)_\([^)]*%[sd][^(]*\)")
# Messages are collected by the names of the functions and by "_"; under any other name they would be left out.
RENAMED = re.compile(r"\bimport .*\bn?p?gettext(_lazy|_noop)? as (?!_\b)")
# An instant is written as a Beijing day by the clock; formatted as it stands it would say the day of UTC.
BARE_INSTANT = re.compile(r"""\{[^{}]*(\bat|_at|\bnow\(\)):%""")
UNMARKED = re.compile(r"""\breturn f?["'][^"']*[\u4e00-\u9fff]""")
# The launchers measure how long a program takes; the clock itself is SQL.
NOT_OF_THE_PORTAL = ("launch",)


def _product() -> list[Path]:
    return [path for path in modules() if not set(NOT_OF_THE_PORTAL) & set(path.parts)]


def test_there_is_one_clock() -> None:
    assert lines_with(CLOCK, iter(_product())) == []


def test_no_column_is_a_float() -> None:
    assert lines_with(FLOAT_MONEY, modules()) == []


def test_no_instant_is_written_without_its_time_zone() -> None:
    assert lines_with(BARE_INSTANT, modules()) == []


def test_nothing_is_left_undone() -> None:
    assert lines_with(UNDONE, modules()) == []


def test_messages_are_whole_and_their_gaps_are_named() -> None:
    assert lines_with(NAMELESS, modules()) == []


def test_every_message_is_collected() -> None:
    assert lines_with(RENAMED, modules()) == []


def test_no_model_names_itself_in_chinese_alone() -> None:
    assert lines_with(UNMARKED, (path for path in modules() if path.name == "models.py")) == []


def test_each_check_finds_what_it_is_for(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        "when = timezone.now()\nprice = models.FloatField()\n# TODO later\ntext = _(f'共 {n} 项')\ntext = _('共 %s 项')\n"
        "from django.utils.translation import gettext as _later\n"
        "return f'{self.title}投标'\nreturn _('投标')\n"
        "day = f'{row.decided_at:%Y-%m-%d}'\nday = f'{clock.day_of(row.at):%Y%m%d}'\n"
    )

    checks = (CLOCK, FLOAT_MONEY, UNDONE, NAMELESS, RENAMED, UNMARKED, BARE_INSTANT)
    found = [len(lines_with(check, iter([bad]))) for check in checks]

    assert found == [1, 1, 1, 2, 1, 1, 1]
