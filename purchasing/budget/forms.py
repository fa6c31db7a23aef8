"""Input of the budget: a grant, and the document by which a year's budget was passed down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.ui.fields import AmountField, CleanCharField, DayField
from purchasing.budget.models import LINE_CATEGORIES, Category
from purchasing.purchaser.models import Purchaser


class _UnitYear(forms.Form):
    """A purchaser whose money this finance body decides on, and a year."""

    purchaser = forms.ModelChoiceField(label=_("购买单位"), queryset=Purchaser.objects.none())
    fiscal_year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Purchaser.objects.filter(finance=actor.organization_id).select_related("organization")
        self.fields["purchaser"].queryset = units.order_by("organization__name")  # type: ignore[attr-defined]
        years = (today.year + 1, today.year, today.year - 1)
        self.fields["fiscal_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class GrantForm(_UnitYear):
    """Money under one heading; the same code again adds to it."""

    code = CleanCharField(label=_("预算项目代码"), max_length=40)
    name = CleanCharField(label=_("预算项目"), max_length=120)
    category = forms.ChoiceField(label=_("资金类别"), choices=LINE_CATEGORIES, required=False)
    amount = AmountField(label=_("金额（元）"), help_text=_("同一代码再次登记的，金额相加。"))
    document = CleanCharField(label=_("依据"), max_length=120)

    def clean_category(self) -> str:
        return self.cleaned_data["category"] or Category.EXISTING_BUDGET


class ApprovalForm(_UnitYear):
    """The budget was passed down to the unit: by which document, on which day. Confirmed by another person."""

    document = CleanCharField(label=_("批复文号"), max_length=80)
    on = DayField(label=_("批复下达日期"))


class ConfirmForm(_UnitYear):
    """Confirm what was recorded for a unit's year."""
