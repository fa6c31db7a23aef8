"""PostgreSQL's extensions that constraints and search need, before any other app's tables."""

from typing import ClassVar

from django.apps import apps
from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension
from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("values", "0001_clock")]
    run_before: ClassVar[list[tuple[str, str]]] = [
        (config.label, "__first__") for config in apps.get_app_configs() if config.label != "values"
    ]
    operations: ClassVar[list[Operation]] = [BtreeGistExtension(), BtreeGinExtension(), TrigramExtension()]
