"""What the list of rules can be narrowed by."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.statutes.models import Jurisdiction, RuleVersion, SourceMark
from portal.ui.fields import DayField


class _DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    field_class = DayField


class RuleFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The day has been asked for already: the rows are those of that day."""

    on = _DayFilter(label=_("在哪一天"), method="of_the_day")
    jurisdiction = django_filters.ChoiceFilter(label=_("制定层级"), choices=Jurisdiction.choices, empty_label=_("全部"))
    source_mark = django_filters.ChoiceFilter(label=_("来源核对"), choices=SourceMark.choices, empty_label=_("全部"))

    class Meta:
        model = RuleVersion
        fields = ("jurisdiction", "source_mark")

    def of_the_day(self, rows: QuerySet[Any], name: str, day: date) -> QuerySet[Any]:
        return rows
