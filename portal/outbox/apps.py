"""Outbox: events and their deliveries."""

from django.apps import AppConfig
from django.core.checks import register


class OutboxConfig(AppConfig):
    name = "portal.outbox"
    label = "outbox"
    verbose_name = "事件"

    def ready(self) -> None:
        from portal.outbox.registry import check_subscribers

        register(check_subscribers, "outbox")
