"""Outbox: events and their deliveries."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "portal.outbox"
    label = "outbox"
    verbose_name = _("事件")

    def ready(self) -> None:
        from portal.outbox.registry import check_subscribers

        register(check_subscribers, "outbox")
