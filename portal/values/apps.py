"""Money, clock, identifiers: no models, but the database's clock and the grants of the application's role."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ValuesConfig(AppConfig):
    name = "portal.values"
    label = "values"
    verbose_name = _("值与时钟")

    def ready(self) -> None:
        from portal.values.checks import check_encoding

        register(check_encoding, Tags.database)
        post_migrate.connect(_grant, dispatch_uid="values.roles")


def _grant(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Once, after the last app has migrated."""
    from portal.values.roles import grant, is_last_to_migrate

    if is_last_to_migrate(sender):
        grant(using)
