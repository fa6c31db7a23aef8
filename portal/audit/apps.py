"""Audit: the append-only record of acts."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = _("审计")

    def ready(self) -> None:
        from portal.audit.triggers import APPEND_ONLY
        from portal.values.roles import append_only, never_deleted

        append_only(*APPEND_ONLY)
        never_deleted("audit_auditchain")
        post_migrate.connect(_install, sender=self, dispatch_uid="audit.triggers")


def _install(using: str, **kwargs: Any) -> None:
    from portal.audit.triggers import install_triggers

    install_triggers(using)
