"""What the list of waiting things can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import signed_actor
from portal.ui.fields import AmountField
from portal.values import clock
from portal.workflow.flow import Flow
from portal.workflow.inbox import waiting_for
from portal.workflow.models import InboxItem
from purchasing.caseload.policies import DECIDED_HERE, FINANCE

URGENT = (("limited", _("有时限")), ("overdue", _("已超期")))


def kinds() -> list[tuple[str, Any]]:
    """The flows that are decided here, in words."""
    return [(name, Flow.registry[name].label) for name in DECIDED_HERE]


class _Amount(django_filters.Filter):  # type: ignore[misc]
    field_class = AmountField


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]
    flow = django_filters.ChoiceFilter(label=_("类别"), choices=kinds, empty_label=_("全部"))
    role = django_filters.ChoiceFilter(
        label=_("待谁办理"), choices=[(role.value, role.label) for role in FINANCE], empty_label=_("全部")
    )
    urgent = django_filters.ChoiceFilter(label=_("时限"), choices=URGENT, empty_label=_("不限"), method="by_limit")
    mine = django_filters.ChoiceFilter(
        label=_("由我办理"), choices=(("1", _("只看待我办理的")),), empty_label=_("全部"), method="for_me"
    )
    least = _Amount(label=_("金额不低于（元）"), field_name="amount", lookup_expr="gte")

    class Meta:
        model = InboxItem
        fields = ("flow", "role", "urgent", "mine", "least")

    def by_limit(self, rows: QuerySet[InboxItem], name: str, value: str) -> QuerySet[InboxItem]:
        """What has a limit by law, or one that is over."""
        return rows.filter(due_on__lt=clock.today()) if value == "overdue" else rows.filter(due_on__isnull=False)

    def for_me(self, rows: QuerySet[InboxItem], name: str, value: str) -> QuerySet[InboxItem]:
        """What waits for the reader: their role, and nothing that a past act of theirs closes to them."""
        return rows.filter(pk__in=waiting_for(signed_actor(self.request)).order_by().values("pk"))
