"""What the rows of a table can be narrowed by."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from purchasing.sheet.models import SheetRow


class RowFilter(django_filters.FilterSet):  # type: ignore[misc]
    verdict = django_filters.ChoiceFilter(label=_("检查"), choices=SheetRow.Verdict, empty_label=_("全部"))

    class Meta:
        model = SheetRow
        fields = ("verdict",)
