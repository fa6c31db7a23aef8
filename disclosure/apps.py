"""Disclosure: what the public sees, the site it sees it on, one file for each procurement, open data."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from portal.workflow.loading import load_aggregates

AGGREGATES: tuple[str, ...] = ("item", "dossier", "ocds", "site")


class DisclosureConfig(AppConfig):
    name = "disclosure"
    label = "disclosure"
    verbose_name = _("公开")

    def ready(self) -> None:
        from disclosure.item.triggers import install_functions, install_triggers
        from portal.values.roles import append_only, never_deleted

        append_only("disclosure_ocdsrelease")
        never_deleted("disclosure_disclosureitem", "disclosure_yearfigure", "disclosure_siteversion")

        pre_migrate.connect(install_functions, sender=self, dispatch_uid="disclosure.item.functions")
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="disclosure.item")
        load_aggregates("disclosure", AGGREGATES)
