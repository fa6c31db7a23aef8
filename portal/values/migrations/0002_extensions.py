"""PostgreSQL extensions the schema stands on: exclusion constraints on scalars and ranges, trigram and GIN search."""

from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("values", "0001_clock")]
    run_before = [("accounts", "0001_initial")]
    operations = [BtreeGistExtension(), BtreeGinExtension(), TrigramExtension()]
