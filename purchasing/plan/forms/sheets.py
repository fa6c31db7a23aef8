"""The item's form with its three sheets, bound together: what one page edits and saves as one draft."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.ui.drafts import meanwhile, offers_of, table_offer
from portal.ui.parts import Fact, Offer
from portal.ui.rows import Rows, is_kept, rows_of
from portal.values.refusal import Refused
from purchasing.budget.queries import lines_of
from purchasing.plan.actions import ItemDraft, Task
from purchasing.plan.forms.items import FundingForm, ItemForm, SliceForm, TargetForm, TaskForm
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.plan.slices import Slice, slices_of
from purchasing.plan.slices import kept as kept_slices

MOST_ROWS = 50


class FundingFormSet(Rows):
    """A budget line bears an item once."""

    def clean(self) -> None:
        lines = [f.cleaned_data["line"] for f in self.forms if is_kept(f) and f.cleaned_data.get("line")]
        if len(set(lines)) < len(lines):
            raise ValidationError(_("同一预算项目只填一行，请合并金额。"), code="line-twice")


class SliceFormSet(Rows):
    """The years of an item, from the plan's own on, each once; no rows where the plan's year bears it all."""

    def __init__(self, *args: Any, first: int, **kwargs: Any) -> None:
        self.first = first
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """An empty row offers the year after the one above it."""
        kwargs = super().get_form_kwargs(index)
        if index is None or index < len(self.initial or ()):
            return kwargs
        return {**kwargs, "initial": {"year": self.first + index}}

    def clean(self) -> None:
        years = [f.cleaned_data["year"] for f in self.forms if is_kept(f) and f.cleaned_data.get("year")]
        if len(set(years)) < len(years):
            raise ValidationError(_("同一年度只填一行，请合并金额。"), code="year-twice")
        if years and (min(years) != self.first or len(years) == 1):
            raise ValidationError(
                _("分年安排应从本计划年度（%(year)s 年）开始，至少两年；资金全部在本年的不用填写。"),
                code="first-year", params={"year": self.first},
            )  # fmt: skip


TaskFormSet = rows_of(TaskForm, _("工作量"), most=MOST_ROWS)
FundingRows = rows_of(FundingForm, _("资金来源"), base=FundingFormSet, most=MOST_ROWS)
SliceRows = rows_of(SliceForm, _("分年安排"), base=SliceFormSet, extra=3, most=10)
TargetFormSet = rows_of(TargetForm, _("绩效目标"), most=MOST_ROWS)


class ItemSheets:
    """The item's form with its three sheets, bound together."""

    def __init__(self, data: Any, plan: AnnualPlan, day: date, item: PlanItem | None = None) -> None:
        self.day = day
        lines = lines_of(plan.purchaser, plan.fiscal_year)
        self.item = ItemForm(data, day=day, initial=_item_initial(item))
        self.tasks = TaskFormSet(
            data, prefix="tasks", initial=_rows(item, "task_lines", "name unit quantity unit_price")
        )
        self.funding = FundingRows(
            data, prefix="funding", initial=_rows(item, "funding", "line amount"), form_kwargs={"lines": lines}
        )
        years = [vars(each) for each in slices_of(item)] if item else []
        self.slices = SliceRows(data, prefix="slices", initial=years, first=plan.fiscal_year)  # type: ignore[call-arg]
        self.targets = TargetFormSet(data, prefix="targets", initial=item.targets if item else [])

    @property
    def all(self) -> tuple[Any, ...]:
        return (self.item, self.tasks, self.slices, self.funding, self.targets)

    @property
    def has_years(self) -> bool:
        """Whether several years are spoken of: as saved, or as typed."""
        typed = self.slices.is_bound and any(form.has_changed() for form in self.slices)
        return bool(self.slices.initial) or typed

    def is_valid(self) -> bool:
        verdicts = [part.is_valid() for part in self.all]  # every part, so that all errors show at once
        return all(verdicts)

    def meanwhile(self, refused: Refused, item: PlanItem | None, version: int) -> list[Fact]:
        """After a stale edit: what the item and its sheets say by now where that differs from what was typed."""
        if item is None:
            return meanwhile(self.item, refused, {}, version)
        item = PlanItem.objects.select_related("catalogue_item", "plan__purchaser").get(pk=item.pk)
        saved = {name: getattr(item, name) for name in ItemForm.base_fields}
        found = meanwhile(self.item, refused, saved, version)
        if "stale-version" not in refused.codes:
            return found
        now, typed = ItemSheets(None, item.plan, self.day, item), self.draft
        tasks = [Task(t.name, t.unit, t.quantity, t.unit_price) for t in item.task_lines.all()]
        funding = [(f.line_id, f.amount) for f in item.funding.all()]
        pairs = (
            (now.tasks, tasks, typed.tasks), (now.slices, item.slices, typed.values["slices"]),
            (now.funding, funding, typed.funding), (now.targets, item.targets, typed.values["targets"]),
        )  # fmt: skip
        found += [table_offer(table) for table, saved_rows, typed_rows in pairs if saved_rows != typed_rows]
        return found

    @property
    def offers(self) -> list[Offer]:
        """What is saved, field by field and table by table, for a page that was opened before."""
        return [*offers_of(self.item), *(table_offer(table) for table in self.all[1:])]

    @property
    def draft(self) -> ItemDraft:
        targets = [
            {key: form.cleaned_data.get(key, "") for key in ("name", "target", "unit")}
            for form in self.targets
            if is_kept(form)
        ]
        slices = [
            Slice(form.cleaned_data["year"], form.cleaned_data["amount"]) for form in self.slices if is_kept(form)
        ]
        return ItemDraft(
            values={**self.item.cleaned_data, "targets": targets, "slices": kept_slices(slices)},
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
