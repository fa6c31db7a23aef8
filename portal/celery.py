"""The Celery application: relay, deliveries, deadline sweep, mails and PDFs run here, never in a request."""

import os
from pathlib import Path

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


def packages_with_tasks() -> list[str]:
    """The installed apps, and the aggregates inside our own that have a tasks module."""
    from django.apps import apps
    from django.conf import settings

    found = [config.name for config in apps.get_app_configs()]
    for config in apps.get_app_configs():
        root = Path(config.path)
        if root.is_relative_to(settings.BASE_DIR) and ".venv" not in root.parts:
            found += [f"{config.name}.{module.parent.name}" for module in sorted(root.glob("*/tasks.py"))]
    return found


TRANSPORT_ALIASES["filesystem"] = "portal.outbox.folder:Transport"
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(packages_with_tasks)
