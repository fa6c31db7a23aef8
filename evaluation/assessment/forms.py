"""Input of a party's sheet: points and grounds by indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluation.assessment.models import Assessment
from evaluation.assessment.queries import Row
from portal.ui.fields import CleanCharField, NumberField


class SheetForm(forms.Form):
    """Points with at most two places for what the party judges; grounds for everything."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    independence = CleanCharField(
        label=_("独立性声明"), lines=True, max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("声明本机构和评价人员与购买主体、承接主体没有影响公正的利害关系，报酬不与得分挂钩。"),
    )  # fmt: skip

    def __init__(self, data: Any, *, assessment: Assessment, rows: list[Row]) -> None:
        self.lines = rows
        super().__init__(data, initial={"version": assessment.version, "independence": assessment.independence})
        if assessment.party != Assessment.Party.THIRD_PARTY:
            del self.fields["independence"]
        for row in rows:
            self._add(row)

    def _add(self, row: Row) -> None:
        code, says = row.indicator.code, {"name": row.indicator.name}
        if row.is_judged:
            shown = None if row.points is None else Decimal(row.points.numerator) / Decimal(row.points.denominator)
            label = gettext("“%(name)s”得分") % says
            self.fields[f"score_{code}"] = NumberField(
                label=label, required=False, min_value=0, max_value=row.indicator.points, decimal_places=2, initial=shown,
                widget=forms.TextInput(attrs={"aria-label": label, "inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip
        label = gettext("“%(name)s”依据") % says
        self.fields[f"basis_{code}"] = CleanCharField(
            label=label, required=False, max_length=300, initial=row.basis,
            widget=forms.TextInput(attrs={"aria-label": label}),
        )  # fmt: skip

    @property
    def table(self) -> list[tuple[Row, BoundField | None, BoundField]]:
        """Each line with its two fields; no field for the points of a computed one."""
        return [
            (r, self[f"score_{r.indicator.code}"] if r.is_judged else None, self[f"basis_{r.indicator.code}"])
            for r in self.lines
        ]

    def scores(self) -> dict[str, Decimal | None]:
        return {n.removeprefix("score_"): v for n, v in self.cleaned_data.items() if n.startswith("score_")}

    def basis(self) -> dict[str, str]:
        return {n.removeprefix("basis_"): v for n, v in self.cleaned_data.items() if n.startswith("basis_")}
