"""Input of adjustments: which item and what of it, the new side, and the clerk's opinion."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.drafts import Versioned
from portal.ui.fields import CleanCharField
from purchasing.adjustment.actions import amounts
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.queries import TEXTS, sides
from purchasing.budget.queries import lines_of
from purchasing.plan.actions import Task
from purchasing.plan.forms import FundingRows, ItemForm, TaskFormSet, funding_of, tasks_of
from purchasing.plan.models import PlanItem

OF_AN_ITEM = [choice for choice in Change.choices if choice[0] != Change.ADD_ITEM]
"""What may change of an item that is in the plan already."""


class StartForm(forms.Form):
    """An approved item of the unit, and what of it changes."""

    item = forms.ModelChoiceField(label=_("计划事项"), queryset=PlanItem.objects.none(), empty_label=_("请选择"))
    change = forms.ChoiceField(label=_("调整类别"), choices=OF_AN_ITEM, widget=forms.RadioSelect)

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        self.fields["item"].label_from_instance = _item_label  # type: ignore[attr-defined]


def _item_label(item: PlanItem) -> str:
    return f"{item.plan.fiscal_year} · {item.title}（{item.amount:,.2f}）"


class ChangeForm(Versioned):
    """The reason, and the new texts of a change that is no change of the amount."""

    reason = CleanCharField(label=_("调整理由"), max_length=1000, lines=True)

    def __init__(self, data: Any, *, adjustment: PlanAdjustment) -> None:
        names = TEXTS.get(Change(adjustment.change), ())
        after = {name: adjustment.after.get(name) for name in names}
        if after.get("expected_month"):
            after["expected_month"] = date.fromisoformat(str(after["expected_month"]))
        initial = {**after, "reason": adjustment.reason, "version": adjustment.version}
        super().__init__(data, initial=initial)
        for name in names:
            self.fields[name] = ItemForm.base_fields[name]
        self.names = names
        self.fields["reason"].widget.attrs["rows"] = 3
        self.order_fields([*names, "reason"])

    @property
    def after(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.names}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


class ChangeSheets:
    """The form of a change, with the two sheets where the amount changes."""

    def __init__(self, data: Any, adjustment: PlanAdjustment) -> None:
        self.adjustment = adjustment
        self.form = ChangeForm(data, adjustment=adjustment)
        self.sheets: tuple[Any, ...] = ()
        if adjustment.change == Change.AMOUNT:
            plan, after = adjustment.item.plan, adjustment.after
            tasks = [dict(zip(("name", "unit", "quantity", "unit_price"), row, strict=True)) for row in after["tasks"]]
            tasks = [
                {**row, "quantity": Decimal(row["quantity"]), "unit_price": Decimal(row["unit_price"])} for row in tasks
            ]
            funding = [{"line": line, "amount": Decimal(yuan)} for line, yuan in after["funding"]]
            lines = lines_of(plan.purchaser, plan.fiscal_year)
            self.sheets = (
                TaskFormSet(data, prefix="tasks", initial=tasks),
                FundingRows(data, prefix="funding", initial=funding, form_kwargs={"lines": lines}),
            )

    @property
    def all(self) -> tuple[Any, ...]:
        return (self.form, *self.sheets)

    def is_valid(self) -> bool:
        verdicts = [part.is_valid() for part in self.all]
        return all(verdicts)

    @property
    def after(self) -> dict[str, Any] | None:
        """The new side; None for a change that has none."""
        if self.sheets:
            tasks: list[Task] = tasks_of(self.sheets[0])
            return amounts(tasks, funding_of(self.sheets[1]))
        return self.form.after or None


class OpinionForm(forms.Form):
    """What the finance clerk thinks of it, above both sides."""

    shows = "purchasing/adjustment/_asked.html"
    opinion = CleanCharField(label=_("审核意见"), max_length=1000, lines=True)

    def __init__(self, *args: Any, subject: PlanAdjustment, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = sides(subject)
        self.fields["opinion"].widget.attrs["rows"] = 3
