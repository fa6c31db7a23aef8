"""What a list of procurements can be narrowed by."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from purchasing.procurement.models import Procurement, State


class ProcurementFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(label=_("状态"), choices=State, empty_label=_("全部"))
    fiscal_year = django_filters.NumberFilter(label=_("年度"), min_value=2000, max_value=2199)

    class Meta:
        model = Procurement
        fields = ("state", "fiscal_year")
