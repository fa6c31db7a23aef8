"""Input of accounts: which plan, why payment departs from the budget, and the clerk's opinion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.statutes.queries import Ruling
from portal.ui.drafts import Versioned
from portal.ui.fields import CleanCharField
from purchasing.account.models import FinalAccount
from purchasing.account.queries import ItemAccount, by_item, lines_of, summed
from purchasing.plan.models import AnnualPlan


class StartForm(forms.Form):
    """A plan of a past year that has no account yet."""

    plan = forms.ModelChoiceField(label=_("年度计划"), queryset=AnnualPlan.objects.none(), empty_label=_("请选择"))

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


class ReasonsForm(Versioned):
    """For each item why payment departs from its budget; which must say so is told at the field."""

    def __init__(self, data: Any, *, account: FinalAccount, rows: Sequence[ItemAccount], rule: Ruling) -> None:
        super().__init__(data, initial={"version": account.version})
        self.keys = []
        for row in rows:
            assert row.item is not None
            due = row.departs(rule.share)
            about = {"variance": f"{row.variance:,.2f}", "percent": row.percent, "share": rule.phrase}
            self.fields[f"reason_{row.item.pk}"] = CleanCharField(
                label=row.item.title, max_length=500, required=False, lines=True, initial=row.reason,
                help_text=(
                    _("支出减预算 %(variance)s 元（%(percent)s），超过 %(share)s，应说明理由。")
                    if due
                    else _("支出减预算 %(variance)s 元（%(percent)s）。")
                )
                % about,
            )  # fmt: skip
            self.fields[f"reason_{row.item.pk}"].widget.attrs["rows"] = 2
            self.keys.append(row.item.pk)

    @property
    def reasons(self) -> dict[int, str]:
        """What was written, by key of the item."""
        return {key: self.cleaned_data[f"reason_{key}"] for key in self.keys}


class OpinionForm(forms.Form):
    """What the finance clerk thinks of it, under the items' figures."""

    shows = "purchasing/account/_asked.html"
    opinion = CleanCharField(label=_("审核意见"), max_length=1000, lines=True)

    def __init__(self, *args: Any, subject: FinalAccount, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = list(lines_of(subject))
        self.items, self.total = by_item(subject, lines), summed(lines)
        self.fields["opinion"].widget.attrs["rows"] = 3
