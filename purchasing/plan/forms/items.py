"""An item of a plan as it is filed: its form and the rows of its three sheets (workload, funding, targets)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from catalog.catalogue.models import CatalogueItem
from portal.ui.fields import AmountField, CleanCharField, WholeField
from portal.values import clock
from portal.values.money import MAXIMUM, fen
from purchasing.budget.models import BudgetLine, Category
from purchasing.plan.forms.fields import CatalogueChoice, FigureField, LineChoice, MonthField
from purchasing.plan.models import Method, PlanItem

LARGEST = Decimal("999999999999.99")


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


class SliceForm(forms.Form):
    """What one fiscal year bears of the item."""

    year = WholeField(label=_("年度"), min_value=2000, max_value=2199)
    amount = AmountField(label=_("金额（元）"))


class TargetForm(forms.Form):
    """One performance target."""

    name = CleanCharField(label=_("绩效指标"), max_length=60)
    target = CleanCharField(label=_("目标值"), max_length=30)
    unit = CleanCharField(label=_("单位"), max_length=16, required=False)
