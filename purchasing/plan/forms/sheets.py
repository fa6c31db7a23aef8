"""The item's form with its three sheets, bound together: what one page edits and saves as one draft."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.ui.drafts import meanwhile
from portal.ui.parts import Fact
from portal.ui.rows import Rows, is_kept, rows_of
from portal.values.refusal import Refused
from purchasing.budget.queries import lines_of
from purchasing.plan.actions import ItemDraft, Task
from purchasing.plan.forms.items import FundingForm, ItemForm, TargetForm, TaskForm
from purchasing.plan.models import AnnualPlan, PlanItem

MOST_ROWS = 50


class FundingFormSet(Rows):
    """A budget line bears an item once."""

    def clean(self) -> None:
        lines = [f.cleaned_data["line"] for f in self.forms if is_kept(f) and f.cleaned_data.get("line")]
        if len(set(lines)) < len(lines):
            raise ValidationError(_("同一预算项目只填一行，请合并金额。"), code="line-twice")


TaskFormSet = rows_of(TaskForm, _("工作量"), most=MOST_ROWS)
FundingRows = rows_of(FundingForm, _("资金来源"), base=FundingFormSet, most=MOST_ROWS)
TargetFormSet = rows_of(TargetForm, _("绩效目标"), most=MOST_ROWS)


class ItemSheets:
    """The item's form with its three sheets, bound together."""

    def __init__(self, data: Any, plan: AnnualPlan, day: date, item: PlanItem | None = None) -> None:
        lines = lines_of(plan.purchaser, plan.fiscal_year)
        self.item = ItemForm(data, day=day, initial=_item_initial(item))
        self.tasks = TaskFormSet(
            data, prefix="tasks", initial=_rows(item, "task_lines", "name unit quantity unit_price")
        )
        self.funding = FundingRows(
            data, prefix="funding", initial=_rows(item, "funding", "line amount"), form_kwargs={"lines": lines}
        )
        self.targets = TargetFormSet(data, prefix="targets", initial=item.targets if item else [])

    @property
    def all(self) -> tuple[Any, ...]:
        return (self.item, self.tasks, self.funding, self.targets)

    def is_valid(self) -> bool:
        verdicts = [part.is_valid() for part in self.all]  # every part, so that all errors show at once
        return all(verdicts)

    def meanwhile(self, refused: Refused, item: PlanItem | None, version: int) -> list[Fact]:
        """After a stale edit: what the item and its sheets say by now where that differs from what was typed."""
        if item is None:
            return meanwhile(self.item, refused, {}, version)
        item = PlanItem.objects.select_related("catalogue_item").get(pk=item.pk)
        saved = {name: getattr(item, name) for name in ItemForm.base_fields}
        found = meanwhile(self.item, refused, saved, version)
        typed = self.draft
        tasks = [Task(t.name, t.unit, t.quantity, t.unit_price) for t in item.task_lines.all()]
        funding = list(item.funding.select_related("line"))
        if "stale-version" in refused.codes and tasks != typed.tasks:
            sheet = "；".join(f"{t.name} {t.quantity:,} {t.unit} × {t.unit_price:,}" for t in tasks)
            found.append(Fact(_("以事定费"), sheet or "—"))
        if "stale-version" in refused.codes and [(f.line_id, f.amount) for f in funding] != typed.funding:
            found.append(Fact(_("资金来源"), "；".join(f"{f.line.name} {f.amount:,}" for f in funding) or "—"))
        return found

    @property
    def draft(self) -> ItemDraft:
        targets = [
            {key: form.cleaned_data.get(key, "") for key in ("name", "target", "unit")}
            for form in self.targets
            if is_kept(form)
        ]
        return ItemDraft(
            values={**self.item.cleaned_data, "targets": targets},
            tasks=tasks_of(self.tasks),
            funding=funding_of(self.funding),
        )


def tasks_of(rows: Any) -> list[Task]:
    """The lines of workload × standard that are kept."""
    names = ("name", "unit", "quantity", "unit_price")
    return [Task(*(form.cleaned_data[name] for name in names)) for form in rows if is_kept(form)]


def funding_of(rows: Any) -> list[tuple[int, Decimal]]:
    """What each budget line that is kept bears, as (key of the line, yuan)."""
    return [(form.cleaned_data["line"].pk, form.cleaned_data["amount"]) for form in rows if is_kept(form)]


def _item_initial(item: PlanItem | None) -> dict[str, Any]:
    if item is None:
        return {}
    names = [name for name in ItemForm.base_fields if name != "catalogue_item"]
    entry = item.catalogue_item
    return {**{name: getattr(item, name) for name in names}, "catalogue_item": f"{entry.code} {entry.name_zh}"}


def _rows(item: PlanItem | None, relation: str, names: str) -> list[dict[str, Any]]:
    rows = getattr(item, relation).all() if item else []
    return [{name: getattr(row, name) for name in names.split()} for row in rows]
