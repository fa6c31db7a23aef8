"""The database agrees with the engine: no insert or change of a flow column outside perform()."""

from __future__ import annotations

from typing import Any

from django.db import connections

from portal.workflow.flow import Flow

FUNCTION = """
CREATE OR REPLACE FUNCTION portal_guard_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('portal.performing', true), '') <> 'on'
     AND (TG_OP = 'INSERT' OR NEW.state IS DISTINCT FROM OLD.state) THEN
    RAISE EXCEPTION 'state of % changes only through perform()', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Run after each migrate, as the owner. It guards against accidents, not against a database owner."""
    with connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        cursor.execute(FUNCTION)
        for flow in Flow.registry.values():
            table = flow.model._meta.db_table
            if table not in tables:
                continue
            cursor.execute(f'DROP TRIGGER IF EXISTS flow_guard ON "{table}"')
            cursor.execute(
                f'CREATE TRIGGER flow_guard BEFORE INSERT OR UPDATE ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION portal_guard_flow()"
            )
