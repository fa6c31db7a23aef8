"""portal_now() names the schema of its table: a temporary table of the same name must not move the clock."""

from typing import ClassVar

from django.db import migrations

QUALIFIED = """
CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(frozen_at, clock_timestamp() + shift) FROM public.portal_clock WHERE id = 1
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("values", "0002_extensions")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(QUALIFIED, migrations.RunSQL.noop)]
