"""The database's own word on the closing: once announced it is only put off, while it is still ahead, and by an act (R-24)."""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "purchasing_procurement"

# The grace covers an act whose reading of the clock came before the closing and whose row is written after it; it holds
# the procurement's row from that reading on, so that neither a bid nor the closing comes in between.
GUARD = """
CREATE OR REPLACE FUNCTION purchasing_guard_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE grace CONSTANT interval := '10 seconds';
BEGIN
  IF OLD.announced_at IS NULL THEN
    RETURN NEW;
  END IF;
  IF NEW.announced_at IS DISTINCT FROM OLD.announced_at THEN
    RAISE EXCEPTION 'when a procurement was announced never changes' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
    RAISE EXCEPTION 'when a procurement was closed never changes' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.closes_at IS DISTINCT FROM OLD.closes_at AND NOT coalesce(
    current_setting('portal.performing', true) = 'on' AND OLD.closed_at IS NULL AND NEW.closed_at IS NULL
    AND NEW.closes_at > OLD.closes_at AND portal_now() < OLD.closes_at + grace, false
  ) THEN
    RAISE EXCEPTION 'the closing time of an announced procurement is only put off, by an act and before it has come'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
TRIGGER = (
    f"CREATE OR REPLACE TRIGGER closing_guard BEFORE UPDATE ON {TABLE}"
    " FOR EACH ROW EXECUTE FUNCTION purchasing_guard_closing()"
)


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Run after each migrate, as the owner."""
    with connections[using].cursor() as cursor:
        if TABLE in connections[using].introspection.table_names(cursor):
            cursor.execute(GUARD)
            cursor.execute(TRIGGER)
