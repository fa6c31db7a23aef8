"""The database refuses to change or remove what was recorded, whoever asks through the application's role."""

from __future__ import annotations

from django.db import connections

APPEND_ONLY = ("audit_auditentry", "audit_checkpoint", "audit_checkpointhead")

FUNCTION = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install_triggers(using: str = "default") -> None:
    """Run after each migrate, as the owner. A statement is refused even where it would touch no row."""
    with connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        cursor.execute(FUNCTION)
        for table in APPEND_ONLY:
            if table in tables:
                cursor.execute(
                    f'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
                    "FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only()"
                )
