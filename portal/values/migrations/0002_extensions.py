"""PostgreSQL extensions the schema stands on: exclusion constraints on scalars and ranges, trigram and GIN search."""

from pathlib import Path

from django.apps import apps
from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("values", "0001_clock")]
    run_before = [
        (config.label, "__first__")
        for config in apps.get_app_configs()
        if config.label != "values" and Path(config.path, "migrations", "0001_initial.py").exists()
    ]
    operations = [BtreeGistExtension(), BtreeGinExtension(), TrigramExtension()]
