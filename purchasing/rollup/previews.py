"""The figures of a snapshot as tables of the matter that goes to the group and of the report to the government."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from purchasing.rollup.models import PlanRollup
from purchasing.rollup.queries import Figure, figures

TITLES = {
    "region": (gettext_lazy("按区域"), gettext_lazy("区域")),
    "department": (gettext_lazy("按主管单位"), gettext_lazy("主管单位")),
    "group": (gettext_lazy("按目录"), gettext_lazy("目录")),
    "source": (gettext_lazy("按资金来源"), gettext_lazy("资金来源")),
}


def groups_of(rollup: PlanRollup) -> list[dict[str, Any]]:
    """The four ways with their words and figures, in four statements."""
    return [{"way": w, "title": t, "first": f, "figures": figures(rollup, w)} for w, (t, f) in TITLES.items()]


def annex_of(rollup: PlanRollup) -> list[dict[str, Any]]:
    """Four tables, each with its sum; amounts in yuan."""
    return [_table(rollup, str(g["title"]), str(g["first"]), g["figures"]) for g in groups_of(rollup)]


def _table(rollup: PlanRollup, title: str, first: str, rows: list[Figure]) -> dict[str, Any]:
    return {
        "caption": _("%(rollup)s（%(way)s，金额单位：元）") % {"rollup": rollup, "way": title},
        "columns": [
            {"label": first, "css": ""}, {"label": _("事项数"), "css": "n w3"}, {"label": _("金额"), "css": "n w4"},
        ],
        "rows": [[row.label, row.count, f"{row.amount:,.2f}"] for row in rows],
        "foot": [_("合计"), rollup.count, f"{rollup.total:,.2f}"],
    }  # fmt: skip
