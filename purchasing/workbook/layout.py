"""The workbook's sheets and columns. Columns are those of the plan's own forms, found by their heading, not by their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.values.text import half_width
from purchasing.budget.models import Category
from purchasing.plan.forms import FundingForm, ItemForm, TargetForm, TaskForm
from purchasing.plan.models import AnnualPlan, Method, PlanItem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

VERSION = 1
MOST_ITEMS = 300
GUIDE, OPTIONS = "填写说明", "选项"
ITEMS, TASKS, FUNDING, TARGETS = "计划事项", "工作量", "资金来源", "绩效目标"
SEQ = "seq"
YES, NO = "是", "否"
WIDE = {"title", "summary", "supplier_conditions", "catalogue_item", "line", "name"}
CHOICES: dict[str, Sequence[tuple[str, Any]]] = {
    "category": Category.choices,
    "method": Method.choices,
    "reservation": PlanItem.Reservation.choices,
}


@dataclass(frozen=True)
class Column:
    """`name` is the form's field; `options` the list of the hidden sheet that its cells are chosen from."""

    name: str
    label: Text
    required: bool
    options: str = ""
    note: Text = ""

    @property
    def width(self) -> int:
        return 28 if self.name in WIDE else 14


@dataclass(frozen=True)
class Sheet:
    name: str
    form: type[forms.Form]
    columns: tuple[Column, ...]

    def headed(self, row: Mapping[str, str]) -> dict[str, str]:
        """A row as it was read, under the headings as they were given out: readers level full-width signs."""
        own = {half_width(str(column.label)): str(column.label) for column in self.columns}
        return {own.get(heading, heading): cell for heading, cell in row.items()}

    def label(self, name: str) -> str:
        return next((str(column.label) for column in self.columns if column.name == name), "")


def _columns(form: type[forms.Form], names: Sequence[str], seq: Text) -> tuple[Column, ...]:
    first = Column(SEQ, seq, True, note=_("同一事项在四张表中用同一个序号。"))
    return (first, *(_column(name, form.base_fields[name]) for name in names))


def _column(name: str, field: forms.Field) -> Column:
    label, note = field.label or name, field.help_text
    if isinstance(field, forms.BooleanField):
        return Column(name, label, False, "yes", _("填“是”或“否”。"))
    if name in CHOICES:
        return Column(name, label, True, name, _("从下拉列表中选择。"))
    if name == "catalogue_item":
        return Column(name, label, True, name, _("从下拉列表中选择三级品目，也可以只填编码。"))
    if name == "line":
        return Column(name, label, True, name, _("从下拉列表中选择本单位本年度的预算项目。"))
    if name == "expected_month":
        return Column(name, label, True, note=_("按“年-月”填写，例如 2026-03。"))
    return Column(name, label, field.required, note=note)


_ITEM_NAMES = [name for _label, names in ItemForm.GROUPS for name in names.split()]
SHEETS: dict[str, Sheet] = {
    ITEMS: Sheet(ITEMS, ItemForm, _columns(ItemForm, _ITEM_NAMES, _("序号"))),
    TASKS: Sheet(TASKS, TaskForm, _columns(TaskForm, ("name", "unit", "quantity", "unit_price"), _("事项序号"))),
    FUNDING: Sheet(FUNDING, FundingForm, _columns(FundingForm, ("line", "amount"), _("事项序号"))),
    TARGETS: Sheet(TARGETS, TargetForm, _columns(TargetForm, ("name", "target", "unit"), _("事项序号"))),
}


def code_of(plan: AnnualPlan) -> str:
    """What a workbook made for this purchaser and year carries on its hidden sheet."""
    return f"plan {plan.purchaser.organization.uscc} {plan.fiscal_year} v{VERSION}"


def option_of_line(line: Any) -> str:
    return f"{line.code} {line.name}"


def option_of_item(item: Any) -> str:
    return f"{item.code} {item.name_zh}"
