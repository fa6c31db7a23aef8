"""The law is dated data: no period, threshold, share or count of it stands in code or in a sentence as a figure."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT, modules

# The portal's own kernel knows no procurement; it counts bytes, seconds and pages.
DOMAIN = ("catalog", "purchasing", "contracts", "evaluation", "disclosure")
# Nothing, one, the neighbours; a half-fen; a year's months and a whole in percent are units, not law.
UNITS = {0, 1, 12, 100, 0.01}
OPERANDS = (ast.BinOp, ast.Compare)
FIELDS = ("default", "initial")

# file → how many lines of it hold a figure, and what they count
ALLOWED = {
    "catalog/catalogue/actions.py": (2, "how the national list numbers its entries"),
    "catalog/catalogue/models.py": (3, "lengths of texts; levels of the catalogue"),
    "catalog/rulebook/kinds.py": (3, "a year that has every day; how far a figure may go before it is a slip of the finger"),
    "catalog/rulebook/models.py": (1, "the length of a word"),
    "catalog/rulebook/previews.py": (1, "limits shown at once"),
    "catalog/workdays/forms.py": (1, "the length of a notice"),
    "catalog/workdays/notice.py": (1, "days of one span before it is a slip of the pen"),
    "catalog/workdays/queries.py": (1, "Saturday and Sunday"),
    "purchasing/bid/container.py": (1, "the layout of a sealed file"),
    "purchasing/bid/forms.py": (3, "how much one request may carry"),
    "purchasing/bid/sealing.py": (7, "the parameters of a cipher suite"),
    "purchasing/opening/actions/unsealing.py": (1, "how long a worker may be silent"),
    "purchasing/opening/queries.py": (1, "two of three parts: built into how a key is split"),
    "purchasing/account/views.py": (1, "the numbers of HTTP answers"),
    "purchasing/adjustment/views.py": (1, "the numbers of HTTP answers"),
    "purchasing/splitting/queries.py": (1, "signs of a code that name a category"),
    "purchasing/splitting/views.py": (1, "the numbers of HTTP answers"),
    "purchasing/plan/forms/desk.py": (2, "a share between none and all; digits of a key"),
    "purchasing/plan/forms/fields.py": (1, "how a month is written"),
    "purchasing/plan/forms/items.py": (1, "the largest amount"),
    "purchasing/plan/forms/plans.py": (1, "items that a form asks for one by one"),
    "purchasing/plan/forms/sheets.py": (1, "rows of a form"),
    "purchasing/plan/views/desk.py": (1, "items that need no filter"),
    "purchasing/budget/board.py": (1, "groups shown"),
    "purchasing/budget/drawing.py": (4, "groups, letters and marks of a chart; round numbers"),
    "purchasing/budget/folding.py": (1, "rows written at once"),
    "purchasing/budget/subscribers.py": (1, "differences a message names"),
    "purchasing/budget/views/lines.py": (1, "comparisons shown"),
    "purchasing/group/forms.py": (1, "how many matters an agenda may number"),
    "purchasing/rollup/actions.py": (1, "rows written at once"),
    "purchasing/sheet/actions.py": (1, "faults named at once"),
    "purchasing/sheet/forms.py": (1, "how large a table may be"),
    "purchasing/sheet/layout.py": (1, "the width of a column"),
    "purchasing/sheet/queries.py": (1, "uploads shown"),
    "purchasing/workbook/forms.py": (1, "how large a workbook may be"),
    "purchasing/workbook/layout.py": (1, "items a workbook may hold"),
    "purchasing/workbook/reading.py": (1, "digits of an item's number"),
    "purchasing/workbook/template.py": (1, "rows with a drop-down"),
    "contracts/acceptance/forms.py": (1, "rows of a form"),
    "contracts/contract/forms.py": (1, "rows of a form"),
    "evaluation/assessment/scoring.py": (1, "rounding half up of an exact fraction"),
    "evaluation/evaluation/forms.py": (1, "how much a form takes"),
    "evaluation/survey/actions.py": (1, "slips printed at once"),
    "disclosure/dossier/formats.py": (1, "the width of a line of iCalendar"),
    "disclosure/item/actions.py": (5, "letters searched; steps of the amount filter, which are no thresholds of law"),
    "disclosure/item/filters.py": (1, "the largest key of the database"),
    "disclosure/item/queries.py": (2, "the length of a feed; what the front page calls soon"),
    "disclosure/item/search.py": (3, "words of a search and how they are cut"),
    "disclosure/ocds/views.py": (2, "releases of one page, digits of a key"),
    "disclosure/site/cache.py": (4, "bytes kept, and the number of an HTTP answer"),
    "disclosure/site/details.py": (2, "entries beside a page, the largest key of the database"),
    "disclosure/site/drawing.py": (1, "万 is ten thousand"),
    "disclosure/site/facets.py": (1, "choices offered"),
    "disclosure/site/home.py": (3, "entries shown; 万 and 亿; places of a mean"),
    "disclosure/site/reading.py": (1, "columns that fit a page"),
}  # fmt: skip

NUMERALS = "一二两三四五六七八九十百半"
PERIOD = re.compile(
    rf"(?<![第{NUMERALS}])[{NUMERALS}]+(个?工作日|日[内前后公]|家|个?月内|年[内前]|分之[{NUMERALS}]|倍)"
)
FIGURE = re.compile(
    r"(?<![\d.])[2-9]\d* ?(个工作日|日|家|个月|年|%%?)(?!度)|(?<![\d.])1\d+ ?(个工作日|日|家|个月|%%?)(?!度)"
)
EXPLAINED = re.compile(r"\b(two|three|four|five|six|seven|ten|fifteen|twenty|thirty)\b (?!of\b|parts)|\d ?%")
KEYS = ("bid", "opening")  # two of three parts of a key: built into how it is split
MESSAGE = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"\n)+)', re.M)
CATALOGUE = ROOT / "portal/locale/en/LC_MESSAGES/django.po"
# Sentences of the law are quoted as they stand; the rest says how a page works, or is a sample in the gallery.
QUOTED = (
    "前三年内，在经营活动中没有重大违法记录",  # 政府采购法 第二十二条
    "参加采购活动前三年内与投标人存在",  # 政府采购法实施条例 第九条
    "同一家",
    "例如 100%",
    "–100%%",  # all of the points
    "2 个工作日内 · 实施条例",
    "剩 2 个工作日",
    "3 家通过资格审查",
    "4 家投标",
    "把截止时间改到 4 月 29 日以后",
    "投标截止距公告发出不足 20 日",
    "中标通知书发出后第 15 日签订",
)


def _domain() -> list[Path]:
    return [path for path in modules() if path.relative_to(ROOT).parts[0] in DOMAIN]


def _is_figure(node: ast.AST) -> bool:
    """A number, plain or as the text of a Decimal or Fraction, that is neither a unit nor the sign of one."""
    if isinstance(node, ast.UnaryOp):
        return _is_figure(node.operand)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Decimal", "Fraction"):
        return any(_is_figure(argument) for argument in node.args)
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    value = node.value
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value):
        value = float(value)
    return isinstance(value, (int, float)) and value not in UNITS


def _numbers_of(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of an expression that count something."""
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    elif isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    elif isinstance(node, ast.keyword) and node.arg in FIELDS:
        yield node.value
    elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
        "timedelta", "add_working_days", "Decimal", "Fraction",
    ):  # fmt: skip
        yield from (*node.args, *(keyword.value for keyword in node.keywords))
    elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if all(isinstance(target, (ast.Name, ast.Tuple)) for target in targets):
            yield from node.value.elts if isinstance(node.value, ast.Tuple) else (node.value,)


def figures_in(source: str) -> list[int]:
    """The lines in which a figure is compared, calculated with, given as a default or named."""
    return sorted(
        {
            part.lineno
            for node in ast.walk(ast.parse(source))
            for part in _numbers_of(node)
            if _is_figure(part) and hasattr(part, "lineno")
        }
    )


def said_in(catalogue: str) -> list[str]:
    """The messages with a period, a number of bidders or a share in them, but for the quotations."""
    messages = ["".join(re.findall(r'"(.*)"', text)) for text in MESSAGE.findall(catalogue)]
    return [m for m in messages if (PERIOD.search(m) or FIGURE.search(m)) and not any(quote in m for quote in QUOTED)]


def explained_in(source: str) -> list[str]:
    """The docstrings with a number in words: a guard's is its explanation to the public."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return [text for node in functions if (text := ast.get_docstring(node) or "") and EXPLAINED.search(text)]


def test_no_figure_of_law_is_calculated_with() -> None:
    found = {str(path.relative_to(ROOT)): len(figures_in(path.read_text())) for path in _domain()}

    assert {path: lines for path, lines in found.items() if lines} == {path: n for path, (n, _why) in ALLOWED.items()}


def test_no_message_says_a_figure_of_law() -> None:
    assert said_in(CATALOGUE.read_text()) == []


def test_no_guard_explains_itself_with_a_figure() -> None:
    guards = [path for path in _domain() if path.name == "guards.py" and path.parent.name not in KEYS]
    found = {str(path.relative_to(ROOT)): explained_in(path.read_text()) for path in guards}

    assert {path: texts for path, texts in found.items() if texts} == {}


def test_the_checks_find_what_they_are_for() -> None:
    code = (
        "until = day + timedelta(days=7)\nif bids < 3: pass\nterm = models.IntegerField(default=20)\n"
        "BANDS = (Decimal(85), 98)\nrate = amount * Decimal('0.06')\nMONTHS = 12\nnext_day = day + timedelta(days=1)\n"
    )
    catalogue = "".join(
        f'msgid "{text}"\nmsgstr ""\n\n'
        for text in (
            "不足三家",
            "提前两个工作日",
            "至少三十日公开",
            "80%% 以上",
            "第三家",
            "一级 100 分",
            "%(days)s 日",
        )
    )

    assert figures_in(code) == [1, 2, 3, 4, 5]
    explained = 'def enough(): """At least three bidders qualify (R-44)."""\ndef fine(): """One reason (R-35)."""'
    assert explained_in(explained) == ["At least three bidders qualify (R-44)."]
    assert said_in(catalogue) == ["不足三家", "提前两个工作日", "至少三十日公开", "80%% 以上"]
