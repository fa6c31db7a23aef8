"""What the list of payments can be narrowed by."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contracts.payment.models import PaymentRequest, State
from portal.values import clock

UNPAID = (State.DRAFT, State.UNIT_APPROVED, State.FINANCE_CHECK, State.RETURNED)


class PaymentFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(label=_("状态"), choices=State, empty_label=_("全部"))
    late = django_filters.ChoiceFilter(
        label=_("期限"), choices=[("unpaid", _("逾期未付"))], empty_label=_("不限"), method="with_late"
    )

    class Meta:
        model = PaymentRequest
        fields = ("state", "late")

    def with_late(self, rows: QuerySet[PaymentRequest], name: str, value: str) -> QuerySet[PaymentRequest]:
        """Requests past the last day of payment that are neither paid nor rejected."""
        return rows.filter(due_on__lt=clock.today(), state__in=UNPAID)
