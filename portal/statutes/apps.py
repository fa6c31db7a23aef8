"""Law as data: dated rule versions, the work calendar and day counts."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StatutesConfig(AppConfig):
    name = "portal.statutes"
    label = "statutes"
    verbose_name = _("法规与日历")

    def ready(self) -> None:
        post_migrate.connect(_install, sender=self, dispatch_uid="statutes.triggers")


def _install(using: str, **kwargs: Any) -> None:
    from portal.statutes.triggers import install_triggers

    install_triggers(using)
