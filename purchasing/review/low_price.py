"""异常低价: whether the rule on abnormally low prices (R-49) holds for a procurement, and which prices it asks about.

It excludes nobody by itself: the committee asks for an explanation and judges it (财库〔2026〕2号; 财政部令第87号 第六十条).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal import statutes
from portal.statutes.queries import first_version
from portal.values import clock
from purchasing.procurement.models import Procurement
from purchasing.review.models import Ranking

AVERAGE, SECOND, CEILING, EXPLANATION = "R-49-average", "R-49-second", "R-49-ceiling", "R-49-explanation"


@dataclass(frozen=True)
class LowPrice:
    """The rule on the day of the notice; `asked` are the bidders whose price it asks about, with the limits undercut."""

    announced_on: date
    since: date
    cites: str
    explanation: str = ""
    judged: bool = False
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def applies(self) -> bool:
        return self.since <= self.announced_on

    @property
    def sentence(self) -> str:
        """What holds, in words, for the page and the report."""
        values = {"cites": self.cites, "since": self.since, "day": self.announced_on, "time": self.explanation}
        if not self.applies:
            return _("异常低价审查（%(cites)s）自 %(since)s 起施行；本项目于 %(day)s 公告，不适用。") % values
        if not self.judged:
            return (
                _(
                    "异常低价审查（%(cites)s）适用于本项目：报价触发审查的，评标委员会要求投标人说明，给予的时间不少于 %(time)s；不能证明合理的，作无效投标处理。系统不自动否决。"
                )
                % values
            )
        if not self.asked:
            return _("异常低价审查（%(cites)s）适用于本项目：没有报价触发审查。") % values
        names = "；".join(f"{name}（{'、'.join(limits)}）" for name, limits in self.asked)
        return _(
            "异常低价审查（%(cites)s）适用于本项目，触发审查的报价：%(names)s。由评标委员会要求说明并判断，系统不自动否决。"
        ) % {**values, "names": names}


def low_price_of(procurement: Procurement, ranking: Iterable[Ranking] | None = None) -> LowPrice:
    """The rule for the procurement; with the ranking, also which of its prices as offered fall strictly below a limit."""
    assert procurement.announced_at is not None
    day = clock.day_of(procurement.announced_at)
    since, first = first_version(AVERAGE)
    if since > day:
        return LowPrice(day, since, first.cites)
    rules = statutes.several((AVERAGE, SECOND, CEILING, EXPLANATION), day)
    rule, explanation = rules[AVERAGE], rules[EXPLANATION].phrase
    if ranking is None:
        return LowPrice(day, since, rule.cites, explanation)
    prices = {place.bid.opened.supplier_name: place.price for place in ranking}
    limits = _limits(procurement, sorted(prices.values()), rules)
    asked = [(name, [words for words, limit in limits if price < limit]) for name, price in prices.items()]
    return LowPrice(day, since, rule.cites, explanation, judged=True, asked=[each for each in asked if each[1]])


def _limits(
    procurement: Procurement, prices: list[Decimal], rules: dict[str, statutes.Ruling]
) -> list[tuple[str, Decimal]]:
    """(words, limit in yuan) of each comparison; the budget where there is no ceiling."""
    ceiling = procurement.ceiling if procurement.ceiling is not None else procurement.budget
    limits = [(_("低于最高限价的 %(rate)s"), CEILING, ceiling)]
    if prices:
        limits.append((_("低于平均报价的 %(rate)s"), AVERAGE, sum(prices, Decimal(0)) / len(prices)))
    if len(prices) > 1:
        limits.append((_("低于次低报价的 %(rate)s"), SECOND, prices[1]))
    return [(words % {"rate": rules[code].phrase}, base * rules[code].share) for words, code, base in limits]
