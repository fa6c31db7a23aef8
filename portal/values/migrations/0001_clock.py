"""The portal's one clock: a row with its shift, and the function that reads it."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE TABLE portal_clock (
    id smallint PRIMARY KEY CHECK (id = 1),
    shift interval NOT NULL DEFAULT interval '0',
    frozen_at timestamptz NULL
);
INSERT INTO portal_clock (id) VALUES (1);
CREATE FUNCTION portal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(frozen_at, clock_timestamp() + shift) FROM portal_clock WHERE id = 1
$$;
"""

DROP = """
DROP FUNCTION portal_now();
DROP TABLE portal_clock;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(CREATE, DROP)]
