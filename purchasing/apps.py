"""Purchasing: from the annual plan to the award."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.workflow.loading import load_aggregates

AGGREGATES = ("purchaser", "supplier", "budget", "publication")


class PurchasingConfig(AppConfig):
    name = "purchasing"
    label = "purchasing"
    verbose_name = _("采购")

    def ready(self) -> None:
        load_aggregates("purchasing", AGGREGATES)
