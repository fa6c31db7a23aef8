"""Words that give away what may not be bought or asked of a supplier: found and shown with their rule; people decide.

The words stand with the rules (negative list NL-1 to NL-8, R-70, R-71), so that whoever changes a rule changes its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.statutes.queries import Ruling
from portal.values.text import search_key

if TYPE_CHECKING:
    from purchasing.plan.models import PlanItem

SCALE, LOCAL = "R-70", "R-71"
NEGATIVE = ("NL-2", "NL-3", "NL-4", "NL-5", "NL-8")
ANSWERABLE = (*NEGATIVE, LOCAL)
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


def findings(places: Mapping[str, str], rules: Iterable[Ruling]) -> list[Finding]:
    """Each word of each rule in each text, named by its place; a word inside a longer one that was found is not repeated."""
    found = []
    for rule in rules:
        for place, text in places.items():
            found += [Finding(rule.code, word, place) for word in _words_in(text, rule)]
    return found


def _words_in(text: str, rule: Ruling) -> list[str]:
    key = search_key(text).replace(" ", "")
    words = [word for word in sorted(rule.words, key=len, reverse=True) if word in key]
    if rule.code == LOCAL:
        words += [match.group() for match in _PLACED.finditer(key)]
    return [word for at, word in enumerate(words) if not any(word in longer for longer in words[:at])]


@dataclass(frozen=True)
class Hint:
    """What the words of one rule in an item's texts may mean, and the reason on record why they do not."""

    ruling: Ruling
    words: tuple[str, ...]
    reason: str

    @property
    def code(self) -> str:
        return self.ruling.code

    @property
    def shown(self) -> str:
        return "、".join(self.words)


def hints_of(item: PlanItem, rules: Mapping[str, Ruling]) -> list[Hint]:
    """The hints of one item. A reason counts for the words it was given for, not for words that came later."""
    texts = {
        "title": item.title, "summary": item.summary, "conditions": item.supplier_conditions,
        "tasks": " / ".join(task.name for task in item.task_lines.all()),
        "targets": " / ".join(str(target.get("name", "")) for target in item.targets),
    }  # fmt: skip
    found = findings(texts, [rules[code] for code in NEGATIVE])
    found += findings({"conditions": item.supplier_conditions}, [rules[LOCAL]])
    hints = []
    for code in ANSWERABLE:
        words = tuple(dict.fromkeys(finding.word for finding in found if finding.rule == code))
        answer = item.hint_answers.get(code, {})
        reason = answer.get("reason", "") if set(words) <= set(answer.get("words", ())) else ""
        if words:
            hints.append(Hint(rules[code], words, reason))
    return hints


def scale_words(item: PlanItem, rules: Mapping[str, Ruling]) -> list[str]:
    """Conditions of scale among those for the supplier: refused whatever the reason (R-70)."""
    return [finding.word for finding in findings({"": item.supplier_conditions}, [rules[SCALE]])]
