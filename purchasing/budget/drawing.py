"""The board's charts, drawn on the server as SVG without script."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pygal
from django.utils.translation import gettext as _
from pygal.style import Style

from portal.values.money import WAN
from purchasing.budget.balances import Balance

# pygal's finder of plug-ins speaks a protocol that Python has dropped, and warns at every later import; we have none.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

SHOWN, LETTERS, STEPS = 12, 9, 4
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#1b2130",
    foreground_strong="#1b2130",
    foreground_subtle="#566074",
    colors=("#1d3f86", "#6f8fd0", "#c9d6ef"),
    font_family='"PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Source Han Sans SC", sans-serif',
    label_font_size=15.0,
    legend_font_size=15.0,
    value_font_size=15.0,
)


def draw(groups: Sequence[tuple[str, Balance]]) -> bytes:
    """Paid, frozen and free of each group in 万元, stacked, the largest first to be drawn; the table beside it has them all."""
    shown = list(groups[:SHOWN])
    largest = max((_wan(balance.granted) for _label, balance in shown), default=Decimal(0))
    figure = pygal.HorizontalStackedBar(
        js=[], style=_STYLE, width=600, height=130 + 36 * max(1, len(shown)), margin_left=70, print_values=False,
        pretty_print=False, no_prefix=True, disable_xml_declaration=False, legend_at_bottom=True,
        legend_at_bottom_columns=3, show_x_guides=False, show_y_guides=False, truncate_label=LETTERS,
        value_formatter=lambda value: f"{value:,.0f}", no_data_text=_("还没有预算项目"),
    )  # fmt: skip
    figure.y_labels = _marks(int(largest)) if largest else None
    figure.x_title = _("万元")
    figure.x_labels = [label for label, _balance in reversed(shown)]
    for label, name in ((_("已支付"), "paid"), (_("已冻结"), "held"), (_("可用"), "free")):
        figure.add(label, [_wan(getattr(balance, name)) for _label, balance in reversed(shown)])
    figure.add_xml_filter(_without_script)
    drawn: bytes = figure.render()
    return drawn


def _marks(largest: int) -> list[int]:
    """A few round numbers from nothing up to at least the largest."""
    raw = largest // STEPS + 1
    power = 10 ** (len(str(raw)) - 1)
    step = next(digit * power for digit in (1, 2, 5, 10) if digit * power >= raw)
    return [step * number for number in range(largest // step + 2)]


def _wan(amount: Decimal) -> Decimal:
    return amount / WAN


def _without_script(root: Any) -> Any:
    """pygal writes its settings for a browser script even where none is loaded."""
    for parent in root.iter():
        for child in [c for c in parent if str(c.tag).endswith("script")]:
            parent.remove(child)
    return root
