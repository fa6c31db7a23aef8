"""The tests' settings for processes that are to die at a named point."""

import os

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.apps.FaultsConfig"]  # noqa: F405
# Seconds after which Redis hands an unfinished task to another worker.
if "PORTAL_VISIBILITY_TIMEOUT" in os.environ:
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"visibility_timeout": float(os.environ["PORTAL_VISIBILITY_TIMEOUT"])}  # noqa: F405
