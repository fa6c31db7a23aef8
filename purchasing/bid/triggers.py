"""The database's own word on bids: none enters at or after the closing, and when it came and whose it is never changes."""

from __future__ import annotations

from typing import Any

from django.db import connections

FUNCTION = """
CREATE OR REPLACE FUNCTION purchasing_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.bid_id, NEW.number, NEW.received_at, NEW.submitted_by_id)
       IS DISTINCT FROM (OLD.bid_id, OLD.number, OLD.received_at, OLD.submitted_by_id) THEN
      RAISE EXCEPTION 'whose a sealed bid is and when it came never change'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  ELSIF NEW.received_at >= (
    SELECT p.closes_at FROM public.purchasing_bid b JOIN public.purchasing_procurement p ON p.id = b.procurement_id
    WHERE b.id = NEW.bid_id
  ) THEN
    RAISE EXCEPTION 'a bid at or after the closing is not kept' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
TRIGGER = (
    "CREATE OR REPLACE TRIGGER version_guard BEFORE INSERT OR UPDATE ON purchasing_bidversion"
    " FOR EACH ROW EXECUTE FUNCTION purchasing_guard_version()"
)


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Run after each migrate, as the owner."""
    with connections[using].cursor() as cursor:
        if "purchasing_bidversion" not in connections[using].introspection.table_names(cursor):
            return
        cursor.execute(FUNCTION)
        cursor.execute(TRIGGER)
