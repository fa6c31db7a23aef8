"""Import of the catalogue: every faulty row named, all rows or none, versions that never overwrite."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from catalog.catalogue.models import Catalogue, CatalogueItem
from catalog.catalogue.queries import in_force, item_on
from catalog.catalogue.resources import ImportRefused, issue_for, load
from portal.accounts.actor import SYSTEM
from portal.audit.models import AuditEntry
from portal.values import clock
from portal.workflow.perform import acting

pytestmark = pytest.mark.django_db

FILE = Path("catalog/data/catalogue.csv")
LATER = date(2027, 1, 1)
HEADER = ["code", "parent_code", "level", "name_zh", "name_en"]


def rows():
    with FILE.open(encoding="utf-8") as stream:
        return [line[:5] for line in csv.reader(stream)][1:]


def as_csv(lines, header=HEADER, encoding="utf-8"):
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *lines])
    return stream.getvalue().encode(encoding)


def as_xlsx(lines, header=HEADER, change=None):
    book = Workbook()
    for line in [header, *lines]:
        book.active.append(line)
    if change:
        change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bring_in(content, begins=LATER, **options):
    issue = issue_for(
        content, level_of_issue="city", doc_no="示例〔2027〕1号", effective_from=begins, source_name="目录.csv"
    )
    with acting(SYSTEM) as act:
        return load(act, content, issue, **options)


def refused(content, **options):
    with pytest.raises(ImportRefused) as error:
        bring_in(content, **options)
    return [(problem.row, problem.message) for problem in error.value.problems]


def state():
    return list(Catalogue.objects.values()), list(CatalogueItem.objects.order_by("pk").values())


def test_the_projects_catalogue_has_two_categories_thirty_groups_and_177_items():
    assert [in_force(clock.today()).filter(level=level).count() for level in (1, 2, 3)] == [2, 30, 177]
    assert in_force(date(2024, 11, 20)).filter(serial="supplement").count() == 68
    assert not in_force(date(2020, 12, 31)).exists()


def test_an_item_knows_its_parents_and_its_source():
    item = item_on("A1152", date(2024, 11, 20))

    assert (item.name_zh, item.level, item.is_supplement) == ("市容环境卫生一体化作业服务", 3, True)
    assert (item.parent.code, item.parent.parent.code) == ("A11", "A")
    assert not item_on("A0101", date(2024, 11, 20)).is_supplement


@pytest.mark.parametrize(
    "content",
    [
        FILE.read_bytes(),
        as_csv(rows(), encoding="utf-8-sig"),
        as_csv(rows(), encoding="gb18030"),
        as_csv(reversed(rows())),
        as_csv([[*row[:3], f"\u200b{row[3]} ", row[4]] for row in rows()]),
        as_csv([[row[0].lower(), row[1].lower(), *row[2:]] for row in rows()]),
        as_csv(rows(), header=["编码", "上级编码", "级别", "名称", "英文名称"]),
        as_xlsx(rows()),
    ],
    ids=["same", "mark", "gb18030", "children first", "invisible", "lower case", "chinese header", "xlsx"],
)
def test_the_same_catalogue_again_changes_nothing(content):
    before = state()

    outcome = bring_in(content)

    assert (outcome.catalogue, outcome.added, outcome.changed, outcome.unchanged) == (None, 0, 0, 209)
    assert state() == before


def test_a_changed_name_is_a_new_wording_from_the_versions_first_day():
    changed = [[*row[:3], "市容环卫一体化服务" if row[0] == "A1152" else row[3], row[4]] for row in rows()]

    outcome = bring_in(as_csv([*changed, ["A1180", "A11", "3", "城市家具维护服务", ""]]))

    assert (outcome.catalogue.version, outcome.added, outcome.changed, outcome.unchanged) == (2, 1, 1, 208)
    assert item_on("A1152", LATER - timedelta(days=1)).name_zh == "市容环境卫生一体化作业服务"
    assert item_on("A1152", LATER).name_zh == "市容环卫一体化服务"
    assert item_on("A1180", LATER - timedelta(days=1)) is None
    assert item_on("A1180", LATER).is_supplement
    assert list(Catalogue.objects.values_list("version", "effective_to")) == [(2, None), (1, LATER)]


def test_children_follow_a_parent_to_its_new_wording():
    bring_in(as_csv([["A11", "A", "2", "城乡维护与环境服务", ""]]))

    assert item_on("A1152", LATER).parent.name_zh == "城乡维护与环境服务"
    assert in_force(LATER).count() == 209


def test_an_import_is_entered_in_the_audit():
    before = AuditEntry.objects.count()

    bring_in(as_csv([["A1180", "A11", "3", "城市家具维护服务", ""]]))

    entry = AuditEntry.objects.latest("pk")
    assert AuditEntry.objects.count() == before + 1
    assert (entry.verb, entry.grounds["added"], entry.grounds["file"]) == ("catalogue.import", 1, "目录.csv")


def test_codes_that_the_file_lacks_end_only_when_asked():
    lines = [row for row in rows() if row[0] != "A1152"]

    assert bring_in(as_csv(lines)).catalogue is None
    assert bring_in(as_csv(lines), end_missing=True).ended == 1
    assert item_on("A1152", LATER) is None
    assert item_on("A1152", LATER - timedelta(days=1)) is not None


def test_every_faulty_row_is_named_and_nothing_is_written():
    before = state()

    problems = refused(
        as_csv(
            [
                ["A1180", "A11", "3", "好的一行", ""],
                ["A1180", "A11", "3", "重复的一行", ""],
                ["A9901", "A99", "3", "上级不存在", ""],
                ["A1181", "A12", "3", "上级不符", ""],
                ["A1182", "A11", "2", "级别不符", ""],
                ["C01", "C", "2", "编码不对", ""],
                ["A1183", "A11", "3", "\u200b", ""],
                ["A1184", "A11", "3", "=HYPERLINK(1)", ""],
                ["A1185", "A11", "3", "长" * 101, ""],
            ]
        )
    )

    assert problems == [
        (3, "编码 A1180 重复，首次出现在第 2 行。"),
        (4, "上级编码“A99”在文件和现行目录中都不存在。"),
        (5, "编码 A1181 的上级应为“A11”，文件中是“A12”。"),
        (6, "编码 A1182 应为 3 级，文件中是“2”。"),
        (7, "编码“C01”不对：应为 A、A01 或 A0101 的形式。"),
        (8, "名称不能为空。"),
        (9, "名称不能以 = + - @ 开头（公式）。"),
        (10, "“name_zh”超过 100 个字。"),
    ]
    assert state() == before


def test_formulas_and_merged_cells_of_a_workbook_are_named_by_row():
    before = state()

    def change(sheet):
        sheet["D2"] = '="市容"&"环卫"'
        sheet.merge_cells("B3:B4")

    problems = refused(
        as_xlsx(
            [["A1180", "A11", 3, "一", ""], ["A1181", "A11", 3, "二", ""], ["A1182", "A11", 3, "三", ""]], change=change
        )
    )

    assert {row for row, _message in problems} == {2, 3, 4}
    assert (2, "单元格 D2 是公式，请改为固定的值。") in problems
    assert (4, "有合并单元格 B3:B4，请取消合并并逐行填写。") in problems
    assert state() == before


def test_all_rows_bad_are_all_named():
    lines = [[f"Z{number:04d}", "Z", "3", "坏", ""] for number in range(500)]

    assert [row for row, _message in refused(as_csv(lines))] == list(range(2, 502))


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"", 0),
        (as_csv([]), 0),
        (as_csv([["A1180", "A11"]], header=["code", "parent_code"]), 1),
        (as_csv([["A1180", "A11", "3", "一", "x"]], header=["code", "parent_code", "level", "name_zh", "price"]), 1),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(content, row):
    assert {number for number, _message in refused(content)} == {row}


def test_a_version_must_begin_after_the_one_it_follows():
    before = state()

    problems = refused(
        as_csv([["A1180", "A11", "3", "一", ""], ["A1181", "A11", "3", "二", ""]]), begins=date(2021, 1, 1)
    )

    assert problems == [(0, "新版目录的施行日应晚于现行第 1 版的施行日 2021-01-01。")]
    assert state() == before


def test_standards_and_targets_may_come_in_columns_of_their_own():
    content = as_csv(
        [
            [
                "A1152",
                "A11",
                "3",
                "市容环境卫生一体化作业服务",
                "",
                "道路保洁每日两次\n垃圾日产日清",
                '{"完成率": "100%"}',
            ]
        ],
        header=[*HEADER, "service_standard", "default_targets"],
    )

    bring_in(content)

    item = item_on("A1152", LATER)
    assert (item.service_standard, item.default_targets) == ("道路保洁每日两次\n垃圾日产日清", {"完成率": "100%"})
    header = [*HEADER, "default_targets"]
    assert refused(as_csv([["A1152", "A11", "3", "x", "", "[1]"]], header=header, encoding="utf-8")) == [
        (2, "默认绩效目标应为 JSON 对象。")
    ]


def test_the_command_prints_what_it_did(tmp_path, capsys):
    file = tmp_path / "新增.csv"
    file.write_bytes(as_csv([["A1180", "A11", "3", "城市家具维护服务", ""]]))

    call_command("import_catalogue", file, effective_from=LATER, dry_run=True)
    assert not CatalogueItem.objects.filter(code="A1180").exists()
    call_command("import_catalogue", file, effective_from=LATER)
    call_command("import_catalogue", file, effective_from=LATER)

    assert capsys.readouterr().out.splitlines() == [
        "试运行，未写入。第 2 版：新增 1 条，修改 0 条，终止 0 条，不变 0 条。",
        "第 2 版：新增 1 条，修改 0 条，终止 0 条，不变 0 条。",
        "与现行目录相同（1 条），没有变化。",
    ]


def test_the_command_lists_each_fault_and_fails(tmp_path, capsys):
    file = tmp_path / "坏.csv"
    file.write_bytes(as_csv([["A1180", "A11", "2", "一", ""], ["A99", "X", "2", "二", ""]]))

    with pytest.raises(CommandError, match="发现 3 处错误，没有导入任何条目。"):
        call_command("import_catalogue", file, effective_from=LATER)

    assert [line.partition("：")[0] for line in capsys.readouterr().err.splitlines()] == [
        "第 2 行",
        "第 3 行",
        "第 3 行",
    ]


def test_the_command_says_which_file_it_cannot_read(tmp_path):
    with pytest.raises(CommandError, match="无法读取"):
        call_command("import_catalogue", tmp_path / "没有.csv")
