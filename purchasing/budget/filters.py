"""What the list of budget lines can be narrowed by, and the day as of which its figures are shown."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import signed_actor
from portal.accounts.capability import visible
from portal.accounts.regions import name_of, region_of
from portal.ui.fields import DayField
from purchasing.budget.models import LINE_CATEGORIES, BudgetLine
from purchasing.budget.policies import Can
from purchasing.purchaser.models import Purchaser
from purchasing.purchaser.queries import DEPARTMENT, in_region, of_department


def purchasers_seen(request: HttpRequest) -> QuerySet[Purchaser]:
    """The purchasers whose lines the reader sees."""
    lines = visible(signed_actor(request), Can.READ_LINE, BudgetLine.objects.all())
    rows = Purchaser.objects.filter(Exists(lines.filter(purchaser=OuterRef("pk")))).select_related("organization")
    return rows.order_by("organization__name")


def places_seen(request: HttpRequest) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The regions and the departments of these purchasers, each with its value and its name. One statement."""
    rows: QuerySet[Any] = purchasers_seen(request).annotate(**DEPARTMENT)
    units = list(rows.values_list("organization__region", *DEPARTMENT))
    regions = {region_of(region) for region, _department, _name in units}
    departments = {str(department): name for _region, department, name in units}
    return [(code, name_of(code)) for code in sorted(regions)], sorted(departments.items(), key=itemgetter(1))


HAVING = (
    ("granted", _("预算数")),
    ("held", _("已冻结")),
    ("committed", _("已签合同")),
    ("paid", _("已支付")),
    ("free", _("可用")),
)


class DayFilter(django_filters.Filter):  # type: ignore[misc]
    """A day that chooses figures, not rows: the view reads it."""

    field_class = DayField

    def filter(self, rows: QuerySet[Any], value: object) -> QuerySet[Any]:
        return rows


class LineFilter(django_filters.FilterSet):  # type: ignore[misc]
    on = DayFilter(label=_("截至哪一天日终"))
    purchaser = django_filters.ModelChoiceFilter(label=_("购买单位"), queryset=purchasers_seen, empty_label=_("全部"))
    fiscal_year = django_filters.NumberFilter(label=_("年度"), min_value=2000, max_value=2199, decimal_places=0)
    region = django_filters.ChoiceFilter(label=_("区域"), empty_label=_("全部"), method="of_region")
    department = django_filters.ChoiceFilter(label=_("主管单位"), empty_label=_("全部"), method="of_department")
    category = django_filters.ChoiceFilter(label=_("资金类别"), choices=LINE_CATEGORIES, empty_label=_("全部"))
    status = django_filters.ChoiceFilter(label=_("状态"), choices=BudgetLine.Status, empty_label=_("全部"))

    having = django_filters.ChoiceFilter(label=_("只看有"), choices=HAVING, empty_label=_("不限"), method="with_any")

    class Meta:
        model = BudgetLine
        fields = ("on", "purchaser", "region", "department", "fiscal_year", "category", "status", "having")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions, departments = places_seen(self.request)
        self.filters["region"].extra["choices"] = regions
        self.filters["department"].extra["choices"] = departments

    def of_region(self, rows: QuerySet[BudgetLine], name: str, code: str) -> QuerySet[BudgetLine]:
        return rows.filter(in_region(code, "purchaser__"))

    def of_department(self, rows: QuerySet[BudgetLine], name: str, department: str) -> QuerySet[BudgetLine]:
        return rows.filter(of_department(int(department), "purchaser__"))

    def with_any(self, rows: QuerySet[BudgetLine], name: str, figure: str) -> QuerySet[BudgetLine]:
        """Lines with any of a figure now."""
        if figure == "free":
            return rows.filter(granted__gt=F("held") + F("paid"))
        return rows.filter(**{f"{figure}__gt": 0})


class BoardFilter(forms.Form):
    """What the board is narrowed by; nothing in the address narrows nothing."""

    region = forms.ChoiceField(label=_("区域"), required=False)
    department = forms.ChoiceField(label=_("主管单位"), required=False)
    category = forms.ChoiceField(label=_("资金类别"), required=False, choices=[("", _("全部")), *LINE_CATEGORIES])

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in zip(("region", "department"), places_seen(request), strict=True):
            self.fields[name].choices = [("", _("全部")), *choices]  # type: ignore[attr-defined]

    @property
    def is_sound(self) -> bool:
        return not self.is_bound or self.is_valid()

    @property
    def words(self) -> str:
        """What is chosen, for a heading: paper does not show the fields."""
        said = (dict(self.fields[name].choices)[str(value)] for name, value in self.chosen.items())  # type: ignore[attr-defined]
        return "".join(f" · {word}" for word in said)

    @property
    def chosen(self) -> dict[str, Any]:
        """The choices that are understood, as the board takes them and the list of lines has them in its address."""
        found = (
            {name: value for name, value in self.cleaned_data.items() if value}
            if self.is_bound and self.is_sound
            else {}
        )
        return {name: int(value) if name == "department" else value for name, value in found.items()}
