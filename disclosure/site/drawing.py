"""Charts drawn on the server as SVG without script."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pygal
from django.utils.translation import gettext as _
from pygal.style import Style

# pygal's finder of plug-ins speaks a protocol that Python has dropped, and warns at every later import; we have none.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

WAN = Decimal(10_000)
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#1b2130",
    foreground_strong="#1b2130",
    foreground_subtle="#566074",
    colors=("#2a54a8",),
    font_family='"PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Source Han Sans SC", sans-serif',
    label_font_size=14.0,
    value_font_size=14.0,
    title_font_size=16.0,
)


def draw(years: Sequence[dict[str, Any]]) -> bytes:
    figure = pygal.Bar(
        js=[], style=_STYLE, width=720, height=300, show_legend=False, print_values=True, pretty_print=False, no_prefix=True,
        disable_xml_declaration=False, human_readable=True, value_formatter=lambda value: f"{value:,.2f}",
        no_data_text=_("还没有公开的合同"),
    )  # fmt: skip
    figure.title = _("按年度的合同金额（万元）")
    figure.x_labels = [str(year["fiscal_year"]) for year in years]
    figure.add(_("合同金额"), [year["amount"] / WAN for year in years])
    figure.add_xml_filter(_without_script)
    drawn: bytes = figure.render()
    return drawn


def _without_script(root: Any) -> Any:
    """pygal writes its settings for a browser script even where none is loaded."""
    for parent in root.iter():
        for child in [c for c in parent if str(c.tag).endswith("script")]:
            parent.remove(child)
    return root
