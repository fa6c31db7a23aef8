"""Purchasing: from the annual plan to the award."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from portal.workflow.loading import load_aggregates

AGGREGATES = (
    "purchaser", "supplier", "budget", "publication", "plan", "funding", "intention", "requirement", "procurement",
    "tender", "bid", "opening", "review", "award",
)  # fmt: skip


class PurchasingConfig(AppConfig):
    name = "purchasing"
    label = "purchasing"
    verbose_name = _("采购")

    def ready(self) -> None:
        from portal.values.roles import append_only

        append_only("purchasing_ledgerentry")
        post_migrate.connect(_install, sender=self, dispatch_uid="purchasing.ledger")
        load_aggregates("purchasing", AGGREGATES)


def _install(using: str, **kwargs: Any) -> None:
    from purchasing.budget.triggers import install_triggers

    install_triggers(using)
