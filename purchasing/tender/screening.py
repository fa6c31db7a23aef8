"""Words that give away a forbidden condition (R-70, R-71): found, shown, and refused or to be explained."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.values.text import search_key

SCALE = (
    "注册资本",
    "注册资金",
    "资产总额",
    "总资产",
    "营业收入",
    "营业额",
    "从业人员",
    "职工人数",
    "利润",
    "纳税额",
    "纳税总额",
)
LOCAL = (
    "本市业绩", "本省业绩", "本地业绩", "本市奖项", "本省奖项", "本行业奖项", "本地企业", "本市企业", "本地注册", "本市注册",
    "注册地", "设有分公司", "国有企业", "国企", "民营", "所有制", "股份制", "有限责任公司", "指定品牌", "原厂授权", "特定供应商",
)  # fmt: skip
# A place, then within a few characters what may not be asked of it.
_PLACED = re.compile(
    r"(?:景德镇|江西|本市|本省|本地|当地|省内|市内)[^，。；、]{0,8}(?:业绩|奖项|获奖|注册|分公司|办事处|企业)"
)


@dataclass(frozen=True)
class Finding:
    """A word, the rule it offends, and where it stands."""

    rule: str
    word: str
    place: str


def findings(places: dict[str, str]) -> list[Finding]:
    """Each forbidden word in each text, named by its place (a condition's or criterion's own words)."""
    found = []
    for place, text in places.items():
        key = search_key(text).replace(" ", "")
        found += [Finding("R-70", word, place) for word in SCALE if word in key]
        found += [Finding("R-71", word, place) for word in LOCAL if word in key]
        found += [Finding("R-71", match.group(), place) for match in _PLACED.finditer(key)]
    return found
