"""The standard indicator framework (handbook §7): offered to each evaluation, adjustable until it is notified."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from evaluation.scheme.models import Indicator, Scheme
from portal.statutes import Ruling
from portal.values.text import half_width

if TYPE_CHECKING:
    from django.db.models import Model
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

D, F = Indicator.Dimension, Indicator.Formula


@dataclass(frozen=True)
class Standard:
    """code, level 1–3, points, target, formula, and whether the purchaser scores it (the third party scores all)."""

    code: str
    dimension: str
    group: Text
    name: Text
    points: Decimal
    target: str = ""
    formula: str = F.JUDGED
    by_purchaser: bool = True


def _row(
    code: str, dimension: str, group: Text, name: Text, points: int, target: str = "", formula: str = F.JUDGED,
    by_purchaser: bool = True,
) -> Standard:  # fmt: skip
    return Standard(code, dimension, group, name, Decimal(points), target, formula, by_purchaser)


FRAMEWORK = (
    _row("D1", D.DECISION, _("项目立项"), _("立项依据充分性"), 3),
    _row("D2", D.DECISION, _("项目立项"), _("立项程序规范性"), 3),
    _row("D3", D.DECISION, _("绩效目标"), _("目标合理性"), 4),
    _row("D4", D.DECISION, _("绩效目标"), _("指标明确性"), 4),
    _row("D5", D.DECISION, _("资金投入"), _("预算编制科学性"), 3),
    _row("D6", D.DECISION, _("资金投入"), _("资金分配合理性"), 3),
    _row("P1", D.PROCESS, _("资金管理"), _("资金到位率"), 4, "100%"),
    _row("P2", D.PROCESS, _("资金管理"), _("预算执行率"), 4, "100%", F.BUDGET_EXECUTION),
    _row("P3", D.PROCESS, _("资金管理"), _("使用合规性"), 4),
    _row("P4", D.PROCESS, _("组织实施"), _("制度健全性"), 3),
    _row("P5", D.PROCESS, _("组织实施"), _("采购与合同规范性"), 3),
    _row("P6", D.PROCESS, _("组织实施"), _("监管与履约检查"), 2),
    _row("O1", D.OUTPUT, _("数量"), _("实际完成率"), 10, "100%"),
    _row("O2", D.OUTPUT, _("质量"), _("质量达标率"), 10, "100%", F.QUALITY_RATE),
    _row("O3", D.OUTPUT, _("时效"), _("完成及时率"), 5, "100%"),
    _row("O4", D.OUTPUT, _("成本"), _("成本节约率"), 5, "5%", F.COST_SAVING),
    _row("E1", D.EFFECT, _("效益"), _("经济效益"), 5, by_purchaser=False),
    _row("E2", D.EFFECT, _("效益"), _("社会效益"), 8, by_purchaser=False),
    _row("E3", D.EFFECT, _("效益"), _("可持续影响"), 7, by_purchaser=False),
    _row("E4", D.EFFECT, _("满意度"), _("服务对象满意度"), 10, "85", F.SATISFACTION, False),
)

QUESTIONS = (
    ("q1", _("道路和公共场所是否整洁")),
    ("q2", _("服务是否及时")),
    ("q3", _("服务人员的态度")),
    ("q4", _("反映的问题是否得到解决")),
)


LEVEL_ONE = {
    D.DECISION: "D-framework-decision",
    D.PROCESS: "D-framework-process",
    D.OUTPUT: "D-framework-output",
    D.EFFECT: "D-framework-effect",
}


def level_one(day: date) -> dict[Indicator.Dimension, Ruling]:
    """The points of each level-1 dimension; no evaluation may change them (handbook §7, R-98)."""
    rules = statutes.several(LEVEL_ONE.values(), day)
    return {dimension: rules[code] for dimension, code in LEVEL_ONE.items()}


def in_words(points: Mapping[Indicator.Dimension, Ruling]) -> str:
    """决策 20、过程 20、…"""
    return "、".join(f"{dimension.label} {ruling.whole}" for dimension, ruling in points.items())


def totals(indicators: Iterable[Indicator | Standard]) -> dict[str, Decimal]:
    """The points of each dimension as these indicators have them."""
    sums: dict[str, Decimal] = {}
    for row in indicators:
        sums[row.dimension] = sums.get(row.dimension, Decimal(0)) + row.points
    return sums


def target_of(indicator: Indicator) -> Fraction | None:
    """The target of an indicator that is counted in proportion, as a share: "5%" → 1/20. None where it has none."""
    text = half_width(indicator.target).strip().removesuffix("%").strip()
    if not re.fullmatch(r"\d{1,4}(\.\d{1,4})?", text, re.ASCII):
        return None
    share = Fraction(text) / 100
    return share or None


def scheme_of(evaluation: Model) -> Scheme:
    """The scheme of one evaluation with its indicators."""
    return Scheme.objects.prefetch_related("indicators").get(evaluation_id=evaluation.pk)


def weighted_questions(scheme: Scheme) -> dict[str, Fraction]:
    """Each question's weight by its code."""
    return {q["code"]: Fraction(str(q.get("weight", 1))) for q in scheme.questions}
