"""The home page: search, the year in four figures, what is new, what closes this week, how to take part."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from disclosure.item.models import YearFigure
from disclosure.item.queries import closing_soon, figures_of, last_scored, newest, site_version
from disclosure.site.cache import whole_page
from portal.ui.access import public
from portal.values import clock
from purchasing.publication.models import Kind

if TYPE_CHECKING:
    from disclosure.exposure.registry import Text

SHOWN = 5
WAN, YI = Decimal(10_000), Decimal(100_000_000)


@dataclass(frozen=True)
class Figure:
    label: Text
    value: str
    unit: Text
    href: str
    note: Text


@public
@require_safe
@whole_page
def home(request: HttpRequest) -> HttpResponseBase:
    _number, now = site_version()
    year = clock.local(now).year
    context = {
        "year": year,
        "figures": _figures(figures_of(year), year),
        "notices": newest([Kind.NOTICE], SHOWN),
        "intentions": newest([Kind.INTENTION], SHOWN),
        "results": newest([Kind.RESULT, Kind.CONTRACT, Kind.EVALUATION], SHOWN),
        "closing": closing_soon(now, SHOWN),
        "today": clock.day_of(now),
        "now": now,
    }
    return render(request, "disclosure/site/home.html", context)


def _figures(rows: dict[str, YearFigure], year: int) -> list[Figure]:
    none = YearFigure(fiscal_year=year)
    plans, results = rows.get(Kind.PLAN, none), rows.get(Kind.RESULT, none)
    contracts = rows.get(Kind.CONTRACT, none)
    return [
        Figure(_("计划金额"), *_money(plans.amount), f"/plans/?fiscal_year={year}", _count(_("%(n)s 份计划"), plans.number)),
        Figure(_("已采购"), *_money(results.amount), f"/results/?fiscal_year={year}", _count(_("%(n)s 个项目"), results.number)),
        Figure(_("合同"), str(contracts.number), _("份"), f"/contracts/?fiscal_year={year}", _in_wan(contracts.amount)),
        _mean(last_scored(year) or none),
    ]  # fmt: skip


def _mean(rounds: YearFigure) -> Figure:
    """The mean score of a year's evaluations, the year said with it: they end long after the year they judge."""
    mean = str((rounds.score / rounds.scored).quantize(Decimal("0.1"), ROUND_HALF_UP)) if rounds.scored else "—"
    note = _("%(year)s 年度，%(n)s 个项目") % {"year": rounds.fiscal_year, "n": rounds.scored}
    href = f"/evaluations/?fiscal_year={rounds.fiscal_year}&kind=evaluation"
    return Figure(_("平均评价"), mean, _("分") if rounds.scored else "", href, note)


def _money(amount: Decimal) -> tuple[str, Text]:
    """An amount as a headline: in 亿元 from a hundred million on, else in 万元, half up."""
    size, unit = (YI, _("亿元")) if amount >= YI else (WAN, _("万元"))
    return f"{(amount / size).quantize(Decimal('0.01'), ROUND_HALF_UP):,.2f}", unit


def _in_wan(amount: Decimal) -> str:
    value, unit = _money(amount)
    return f"{value} {unit}"


def _count(text: Text, number: int) -> str:
    return str(text) % {"n": number}
