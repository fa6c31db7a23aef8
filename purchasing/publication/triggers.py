"""The database's own word on what was released: the paper that says who wrote, checked and released it never changes."""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "purchasing_publication"

FROZEN = """
CREATE OR REPLACE FUNCTION purchasing_publication_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'a publication is never removed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = 'released' AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'a released publication is frozen' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
TRIGGERS = (
    f"CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON {TABLE}"
    " FOR EACH ROW EXECUTE FUNCTION purchasing_publication_frozen()",
    f"CREATE OR REPLACE TRIGGER never_emptied BEFORE TRUNCATE ON {TABLE}"
    " FOR EACH STATEMENT EXECUTE FUNCTION purchasing_publication_frozen()",
)


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Run after each migrate, as the owner."""
    with connections[using].cursor() as cursor:
        if TABLE in connections[using].introspection.table_names(cursor):
            for statement in (FROZEN, *TRIGGERS):
                cursor.execute(statement)
