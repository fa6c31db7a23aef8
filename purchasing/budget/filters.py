"""What the list of budget lines can be narrowed by, and the day as of which its figures are shown."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import signed_actor
from portal.accounts.capability import visible
from portal.ui.fields import DayField
from purchasing.budget.models import LINE_CATEGORIES, BudgetLine
from purchasing.budget.policies import Can
from purchasing.purchaser.models import Purchaser


def purchasers_seen(request: HttpRequest) -> QuerySet[Purchaser]:
    """The purchasers whose lines the reader sees."""
    lines = visible(signed_actor(request), Can.READ_LINE, BudgetLine.objects.all())
    rows = Purchaser.objects.filter(pk__in=lines.values("purchaser")).select_related("organization")
    return rows.order_by("organization__name")


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
    category = django_filters.ChoiceFilter(label=_("资金类别"), choices=LINE_CATEGORIES, empty_label=_("全部"))
    status = django_filters.ChoiceFilter(label=_("状态"), choices=BudgetLine.Status, empty_label=_("全部"))

    having = django_filters.ChoiceFilter(label=_("只看有"), choices=HAVING, empty_label=_("不限"), method="with_any")

    class Meta:
        model = BudgetLine
        fields = ("on", "purchaser", "fiscal_year", "category", "status", "having")

    def with_any(self, rows: QuerySet[BudgetLine], name: str, figure: str) -> QuerySet[BudgetLine]:
        """Lines with any of a figure now."""
        if figure == "free":
            return rows.filter(granted__gt=F("held") + F("paid"))
        return rows.filter(**{f"{figure}__gt": 0})
