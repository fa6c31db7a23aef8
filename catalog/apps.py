"""Catalog: reference data under approval."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.workflow.loading import load_aggregates

AGGREGATES = ("catalogue", "rulebook", "workdays")


class CatalogConfig(AppConfig):
    name = "catalog"
    label = "catalog"
    verbose_name = _("目录")

    def ready(self) -> None:
        from portal.values.roles import never_deleted

        never_deleted("catalog_ruledraft", "catalog_calendardraft")
        load_aggregates("catalog", AGGREGATES)
