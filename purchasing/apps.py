"""Purchasing: from the annual plan to the award."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from portal.workflow.loading import load_aggregates

AGGREGATES = (
    "purchaser", "supplier", "group", "budget", "transfer", "sheet", "publication", "plan", "workbook", "funding", "reserve", "additional",
    "rollup", "intention", "requirement", "procurement", "adjustment", "account", "caseload", "splitting", "tender", "bid", "opening",
    "review", "award",
)  # fmt: skip


class PurchasingConfig(AppConfig):
    name = "purchasing"
    label = "purchasing"
    verbose_name = _("采购")

    def ready(self) -> None:
        from portal.values.roles import append_only, never_deleted

        append_only(
            "purchasing_ledgerentry", "purchasing_keyholder", "purchasing_procurementkey", "purchasing_keywrap",
            "purchasing_openedbid", "purchasing_unopenedbid", "purchasing_splittingpermit", "purchasing_rolluprow",
        )  # fmt: skip
        never_deleted("purchasing_procurement", "purchasing_bid", "purchasing_bidversion", "purchasing_publication")
        post_migrate.connect(_install, sender=self, dispatch_uid="purchasing.ledger")
        load_aggregates("purchasing", AGGREGATES)


def _install(using: str, **kwargs: Any) -> None:
    from purchasing.bid.triggers import install_triggers as install_bids
    from purchasing.budget.triggers import install_triggers as install_ledger
    from purchasing.procurement.triggers import install_triggers as install_closing
    from purchasing.publication.triggers import install_triggers as install_publications

    for install in (install_ledger, install_publications, install_closing, install_bids):
        install(using)
