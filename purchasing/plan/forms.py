"""Input of plans: the year, an item with its workload sheet, funding and targets, and the clerk's opinion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from catalog.catalogue.models import CatalogueItem
from catalog.catalogue.queries import purchasable
from portal.accounts.actor import Actor
from portal.ui.drafts import meanwhile
from portal.ui.fields import AmountField, CleanCharField, WholeField, read_day
from portal.ui.parts import Fact
from portal.values import clock
from portal.values.money import MAXIMUM, fen
from portal.values.refusal import Refused
from portal.values.text import half_width
from purchasing.budget.models import BudgetLine, Category
from purchasing.budget.queries import lines_of
from purchasing.plan.actions import ItemDraft, Task
from purchasing.plan.models import AnnualPlan, ItemState, Method, PlanItem
from purchasing.plan.wording import Hint

Recommendation = PlanItem.Recommendation
LARGEST = Decimal("999999999999.99")
MOST_ROWS = 50
_MONTH = re.compile(r"(?P<year>[0-9]{4})(?:[-/.年]?(?P<month>[0-9]{2})|[-/.年](?P<short>[0-9]))月?")


class YearForm(forms.Form):
    """The year a plan is for: this one or the next."""

    fiscal_year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = (today.year + 1, today.year)
        self.fields["fiscal_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class FigureField(AmountField):
    """A positive number with at most two decimals that is no amount of money."""

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(_("请填写大于零的数字，最多两位小数，不超过 12 位整数。"), code="figure") from error


class MonthField(forms.Field):
    """A month ("2025-03", "2025年3月", "202503", or any of its days) as its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2025-03"})

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%Y-%m") if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        typed = half_width(str(value)).strip().replace(" ", "")
        found = _MONTH.fullmatch(typed)
        year, month = (int(found["year"]), int(found["month"] or found["short"])) if found else (0, 0)
        if 2000 <= year <= 2199 and 1 <= month <= 12:
            return date(year, month, 1)
        try:
            return read_day(typed).replace(day=1)
        except ValueError as error:
            raise ValidationError(_("请按“年-月”填写，例如 2025-03。"), code="month") from error


class CatalogueChoice(forms.CharField):
    """A level-3 item by code or by "code name", picked from a searchable list that works without script."""

    def __init__(self, **kwargs: Any) -> None:
        self.day: date | None = None
        self.known: Mapping[str, CatalogueItem] | None = None  # what may be named, by code, where many forms ask
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        typed = half_width(str(super().clean(value) or "")).strip()
        code = typed.split()[0].upper() if typed else ""
        if self.known is not None and code in self.known:
            return self.known[code]
        assert self.day is not None, "the form sets the day"
        entry = purchasable(self.day).filter(code=code).first() if "\x00" not in code else None
        if entry is None:
            found = list(purchasable(self.day).filter(name_zh=typed)[:2]) if "\x00" not in typed else []
            entry = found[0] if len(found) == 1 else None
        if entry is None:
            raise ValidationError(_("请从目录中选择一个三级品目（输入编码或名称可以查找）。"), code="catalogue")
        return entry


def usual_term() -> int:
    """The months of service a new item starts with (R-60)."""
    return statutes.on("R-60-usual", clock.today()).months


class ItemForm(forms.Form):
    """One item of a plan. What is still missing is listed on the page; only what cannot be kept is refused here."""

    catalogue_item = CatalogueChoice(
        label=_("目录品目"), max_length=120, help_text=_("输入编码或名称查找，选择三级品目。"),
        widget=forms.TextInput(attrs={"list": "catalogue-options", "autocomplete": "off"}),
    )  # fmt: skip
    title = CleanCharField(label=_("购买事项"), max_length=120)
    summary = CleanCharField(label=_("需求概况"), max_length=2000, required=False, lines=True)
    amount = AmountField(label=_("金额（元）"), help_text=_("应等于下面“工作量×标准”的合计。"))
    category = forms.ChoiceField(label=_("资金类别"), choices=Category.choices)
    method = forms.ChoiceField(label=_("采购方式"), choices=Method.choices)
    expected_month = MonthField(label=_("预计采购月份"))
    term_months = WholeField(label=_("服务期（月）"), min_value=1, max_value=120, initial=usual_term)
    term_reason = CleanCharField(label=_("长期服务的理由"), max_length=300, required=False)
    to_public = forms.BooleanField(label=_("面向公众的公共服务"), required=False)
    pilot = forms.BooleanField(label=_("试点项目"), required=False)
    in_central_catalogue = forms.BooleanField(label=_("集中采购目录内"), required=False)
    is_public_duty = forms.BooleanField(label=_("属政府职责，具有公共性、公益性"), required=False)
    is_marketable = forms.BooleanField(label=_("适合采取市场化方式提供"), required=False)
    is_affordable = forms.BooleanField(label=_("社会力量能够承担"), required=False)
    reservation = forms.ChoiceField(label=_("中小企业预留"), choices=PlanItem.Reservation.choices)
    reservation_reason = CleanCharField(label=_("预留或不预留的理由"), max_length=300, required=False)
    supplier_conditions = CleanCharField(label=_("对承接主体的要求"), max_length=2000, required=False, lines=True)

    GROUPS = (
        (_("事项"), "catalogue_item title summary amount category method expected_month term_months term_reason"),
        (_("三项认定与标记"), "is_public_duty is_marketable is_affordable to_public pilot in_central_catalogue"),
        (_("中小企业与承接主体"), "reservation reservation_reason supplier_conditions"),
    )

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page lays them out."""
        return [(label, [self[name] for name in names.split()]) for label, names in self.GROUPS]

    def __init__(
        self, *args: Any, day: date, catalogue: Mapping[str, CatalogueItem] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["catalogue_item"].day = day  # type: ignore[attr-defined]
        self.fields["catalogue_item"].known = catalogue  # type: ignore[attr-defined]
        for name in ("summary", "supplier_conditions"):
            self.fields[name].widget.attrs["rows"] = 3


class TaskForm(forms.Form):
    """One line of workload × standard."""

    name = CleanCharField(label=_("工作内容"), max_length=80)
    unit = CleanCharField(label=_("单位"), max_length=16)
    quantity = FigureField(label=_("工作量"), maximum=LARGEST)
    unit_price = FigureField(label=_("标准（元）"), maximum=LARGEST)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        quantity, price = values.get("quantity"), values.get("unit_price")
        if quantity and price and fen(quantity * price) > MAXIMUM:
            self.add_error("quantity", _("工作量×标准超过可以登记的最大金额，请核对单位。"))
        return values


class LineChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A budget line by its key; `known` answers without a statement where many forms ask."""

    known: Mapping[int, BudgetLine] | None = None

    def to_python(self, value: Any) -> Any:
        if self.known is not None and value in self.known:
            return self.known[value]
        return super().to_python(value)


class FundingForm(forms.Form):
    """How much of the item a budget line bears."""

    line = LineChoice(label=_("预算项目"), queryset=BudgetLine.objects.none())
    amount = AmountField(label=_("金额（元）"))

    def __init__(self, *args: Any, lines: Any, known: Mapping[int, BudgetLine] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]
        self.fields["line"].known = known  # type: ignore[attr-defined]
        self.fields["line"].label_from_instance = _line_label  # type: ignore[attr-defined]


def _line_label(line: BudgetLine) -> str:
    return str(_("%(name)s（可用 %(free)s 元）") % {"name": line.name, "free": f"{line.free:,.2f}"})


class FundingFormSet(BaseFormSet):  # type: ignore[type-arg]
    """A budget line bears an item once."""

    def clean(self) -> None:
        lines = [f.cleaned_data["line"] for f in self.forms if _kept(f) and f.cleaned_data.get("line")]
        if len(set(lines)) < len(lines):
            raise ValidationError(_("同一预算项目只填一行，请合并金额。"), code="line-twice")


class TargetForm(forms.Form):
    """One performance target."""

    name = CleanCharField(label=_("绩效指标"), max_length=60)
    target = CleanCharField(label=_("目标值"), max_length=30)
    unit = CleanCharField(label=_("单位"), max_length=16, required=False)


def _set(form: type[forms.Form], formset: type[BaseFormSet[Any]] = BaseFormSet, extra: int = 2) -> Any:
    return formset_factory(
        form, formset=formset, extra=extra, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 10,
        validate_max=True,
    )  # fmt: skip


TaskFormSet = _set(TaskForm)
FundingRows = _set(FundingForm, FundingFormSet)
TargetFormSet = _set(TargetForm)


def _kept(form: forms.Form) -> bool:
    return bool(getattr(form, "cleaned_data", None)) and not form.cleaned_data.get("DELETE")


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
            if _kept(form)
        ]
        return ItemDraft(
            values={**self.item.cleaned_data, "targets": targets},
            tasks=[
                Task(*(form.cleaned_data[key] for key in ("name", "unit", "quantity", "unit_price")))
                for form in self.tasks
                if _kept(form)
            ],
            funding=[
                (form.cleaned_data["line"].pk, form.cleaned_data["amount"]) for form in self.funding if _kept(form)
            ],
        )


def _item_initial(item: PlanItem | None) -> dict[str, Any]:
    if item is None:
        return {}
    names = [name for name in ItemForm.base_fields if name != "catalogue_item"]
    entry = item.catalogue_item
    return {**{name: getattr(item, name) for name in names}, "catalogue_item": f"{entry.code} {entry.name_zh}"}


def _rows(item: PlanItem | None, relation: str, names: str) -> list[dict[str, Any]]:
    rows = getattr(item, relation).all() if item else []
    return [{name: getattr(row, name) for name in names.split()} for row in rows]


class CopyForm(forms.Form):
    """Which of last year's items to carry over; for those that nobody began, else why not."""

    def __init__(self, *args: Any, sources: Iterable[Any], explained: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = list(sources)
        for item in self.sources:
            self.fields[f"copy_{item.pk}"] = forms.BooleanField(
                label=item.title, required=False, disabled=item.carried, initial=item.carried
            )
            if item.state != ItemState.RELEASED and not item.carried:
                self.fields[f"reason_{item.pk}"] = CleanCharField(
                    label=_("“%(title)s”不再实施的理由") % {"title": item.title}, max_length=200, required=False,
                    initial=explained.get(str(item.pk), ""),
                )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField | None]]:
        """Each item with its tick and, where it is owed, the field for the reason."""
        return [
            (item, self[f"copy_{item.pk}"], self[f"reason_{item.pk}"] if f"reason_{item.pk}" in self.fields else None)
            for item in self.sources
        ]

    @property
    def chosen(self) -> set[int]:
        """The keys of the items to carry over now."""
        return {i.pk for i in self.sources if self.cleaned_data.get(f"copy_{i.pk}") and not i.carried}

    @property
    def reasons(self) -> dict[int, str]:
        """Why others stay behind, by key of the item."""
        return {i.pk: said for i in self.sources if (said := self.cleaned_data.get(f"reason_{i.pk}"))}


class HintForm(forms.Form):
    """For each hint a reason, where the wording stays as it is."""

    def __init__(self, *args: Any, hints: Iterable[Hint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = list(hints)
        for hint in self.hints:
            self.fields[hint.code] = CleanCharField(
                label=_("“%(words)s”不属于“%(title)s”的理由") % {"words": hint.shown, "title": hint.ruling.title},
                max_length=300, required=False, initial=hint.reason, lines=True, help_text=hint.ruling.cites,
            )  # fmt: skip
            self.fields[hint.code].widget.attrs["rows"] = 2

    @property
    def reasons(self) -> dict[str, str]:
        """What was written, by rule; a hint left open is no answer."""
        return {hint.code: self.cleaned_data[hint.code] for hint in self.hints if self.cleaned_data.get(hint.code)}


def _proposals(item: PlanItem) -> list[tuple[str, Any]]:
    """What may be proposed for an item: path B waits for its money where path A is approved."""
    other = Recommendation.APPROVE if item.category == Category.ADDITIONAL_BUDGET else Recommendation.AWAIT
    return [(value, label) for value, label in Recommendation.choices if value != other]


class OpinionForm(forms.Form):
    """The finance clerk's opinion: on the plan, and for each item what is proposed and why."""

    opinion = CleanCharField(label=_("总体意见"), max_length=1000, lines=True)

    def __init__(self, *args: Any, subject: AnnualPlan, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.actor = subject, actor
        self.fields["opinion"].widget.attrs["rows"] = 3
        self.items = list(subject.items.filter(state=ItemState.FUNDING_CHECK).order_by("seq"))
        for item in self.items:
            heading = {"seq": item.seq, "title": item.title, "amount": f"{item.amount:,.2f}"}
            self.fields[f"proposed_{item.pk}"] = forms.ChoiceField(
                label=_("%(seq)s. %(title)s，%(amount)s 元") % heading,
                choices=_proposals(item), initial=item.recommendation, widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"why_{item.pk}"] = CleanCharField(
                label=_("第 %(seq)s 项的意见") % heading, max_length=500, required=False, initial=item.opinion
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for item in self.items:
            proposed = values.get(f"proposed_{item.pk}")
            against = proposed in (Recommendation.RESERVE, Recommendation.REFUSE)
            if against and not values.get(f"why_{item.pk}"):
                self.add_error(f"why_{item.pk}", _("不同意或转入储备的，应说明理由。"))
        decisions = {
            item.pk: (values[f"proposed_{item.pk}"], values.get(f"why_{item.pk}", ""))
            for item in self.items
            if values.get(f"proposed_{item.pk}")
        }
        return {"opinion": values.get("opinion", ""), "decisions": decisions}
