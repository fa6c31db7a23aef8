"""Workflow: flows as data, perform(), inbox and deadlines."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class WorkflowConfig(AppConfig):
    name = "portal.workflow"
    label = "workflow"

    def ready(self) -> None:
        from portal.workflow.checks import check_flows

        register(check_flows, "workflow")
        post_migrate.connect(_install, dispatch_uid="workflow.triggers")


def _install(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Once, after the last app has migrated."""
    from portal.values.roles import is_last_to_migrate
    from portal.workflow.triggers import install_triggers

    if is_last_to_migrate(sender):
        install_triggers(using)
