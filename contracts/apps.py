"""Contracts: contract, acceptance, payment, refund."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.workflow.loading import load_aggregates

AGGREGATES: tuple[str, ...] = ("contract", "acceptance", "payment", "refund")


class ContractsConfig(AppConfig):
    name = "contracts"
    label = "contracts"
    verbose_name = _("合同与履约")

    def ready(self) -> None:
        load_aggregates("contracts", AGGREGATES)
