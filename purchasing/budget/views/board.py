"""The board's page, its charts and its download."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.accounts.actor import signed_actor
from portal.ui.access import requires
from portal.ui.listing import Column
from portal.ui.listing.export import FORMATS, export
from portal.values import clock
from purchasing.budget.board import WAYS, Board, Group, board, cut
from purchasing.budget.drawing import draw
from purchasing.budget.filters import BoardFilter
from purchasing.budget.policies import Can
from purchasing.budget.wording import FIGURES

TITLES = {
    "regions": (gettext_lazy("按区域"), gettext_lazy("区域")),
    "departments": (gettext_lazy("按主管单位"), gettext_lazy("主管单位")),
    "categories": (gettext_lazy("按资金类别"), gettext_lazy("资金类别")),
    "purchasers": (gettext_lazy("按购买单位"), gettext_lazy("购买单位")),
    "years": (gettext_lazy("按年度"), gettext_lazy("年度")),
}
EXPORTED = [
    Column("way", gettext_lazy("汇总方式"), lambda row: str(TITLES[row[0]][0])),
    Column("name", gettext_lazy("名称"), lambda row: row[1].label),
    *(
        Column(name, label, lambda row, name=name: getattr(row[1].balance, name), "money")  # type: ignore[misc]
        for name, label in FIGURES.items()
    ),
]


@dataclass(frozen=True)
class Part:
    """One way of grouping: its words, the rows shown, the address of its chart and of all its rows where not all are shown."""

    by: str
    title: Any
    first: Any
    groups: list[Group]
    total: Group
    chart: str
    whole: str


@requires(Can.READ_BOARD)
@require_safe
def board_page(request: HttpRequest) -> HttpResponseBase:
    """All money of a year by region, department, category and purchaser, and of all years; every figure leads to its lines."""
    form, year = BoardFilter(request.GET or None, request=request), _year(request)
    found = board(signed_actor(request), year, form.chosen)
    if request.GET.get("format") in FORMATS and form.is_sound:
        return export(request.GET["format"], _all_rows(found), EXPORTED, f"budget-board-{year}")
    only = request.GET.get("by", "") if request.GET.get("by") in WAYS else ""
    ways = [only] if only else WAYS
    context = {
        "board": found,
        "form": form,
        "parts": [_part(request, found, by, whole=bool(only)) for by in ways],
        "tabs": [(group, _address(request, year=group.label)) for group in found.years],
        "by": only,
        "only": TITLES[only][0] if only else "",
        "cleared": _address(request, region="", department="", category=""),
        "back": _address(request, by=""),
        "download": _address(request, format="xlsx"),
    }
    return render(request, "purchasing/budget/board.html", context, status=200 if form.is_sound else 400)


@requires(Can.READ_BOARD)
@require_safe
def board_chart(request: HttpRequest, by: str) -> HttpResponse:
    """One of the board's charts as a file of its own: no script in it, its style inside, under a policy that allows just that."""
    if by not in WAYS:
        raise Http404
    found = board(signed_actor(request), _year(request), BoardFilter(request.GET or None, request=request).chosen)
    groups: list[Group] = getattr(found, by)
    drawn = draw([(group.label, group.balance) for group in groups])
    response = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _part(request: HttpRequest, found: Board, by: str, *, whole: bool) -> Part:
    groups: list[Group] = getattr(found, by)
    shown = groups if whole else cut(groups)
    title, first = TITLES[by]
    more = _address(request, by=by) if len(shown) < len(groups) else ""
    chart = f"/desk/budget/board/{by}.svg{_address(request, by='', year=str(found.year))}"
    return Part(by, title, first, shown, found.total, chart, more)


def _all_rows(found: Board) -> Iterator[tuple[str, Group]]:
    for by in WAYS:
        for group in getattr(found, by):
            yield by, group


def _address(request: HttpRequest, **changes: str) -> str:
    """This board with something else in its address."""
    kept = {name: request.GET.get(name, "") for name in ("year", "region", "department", "category", "by")}
    return f"?{urlencode({name: value for name, value in {**kept, **changes}.items() if value})}"


def _year(request: HttpRequest) -> int:
    """The year in the address; this year for none or one that is none."""
    typed = request.GET.get("year", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == len("2000") else clock.today().year
