"""The database's own word on bids: none enters at or after the closing, and what was sealed is never rewritten.

A version's key alone may be taken away, when it is replaced, withdrawn or returned; it never becomes another one.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from portal.audit.triggers import FUNCTION as APPEND_ONLY

GUARD_VERSION = """
CREATE OR REPLACE FUNCTION purchasing_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - 'wrapped_key' IS DISTINCT FROM to_jsonb(OLD) - 'wrapped_key'
       OR (NEW.wrapped_key IS DISTINCT FROM OLD.wrapped_key AND length(NEW.wrapped_key) > 0) THEN
      RAISE EXCEPTION 'a sealed bid, its fingerprint, whose it is and when it came never change'
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

GUARD_BID = """
CREATE OR REPLACE FUNCTION purchasing_guard_bid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.reference, NEW.procurement_id, NEW.supplier_id)
     IS DISTINCT FROM (OLD.reference, OLD.procurement_id, OLD.supplier_id) THEN
    RAISE EXCEPTION 'whose a bid is and for what never change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""

# The holders' and the procurement's keys, and what the opening found: added once, then only read.
WRITTEN_ONCE = (
    "purchasing_keyholder", "purchasing_procurementkey", "purchasing_keywrap", "purchasing_openedbid",
    "purchasing_unopenedbid",
)  # fmt: skip

STATEMENTS = (
    APPEND_ONLY,
    GUARD_VERSION,
    GUARD_BID,
    "CREATE OR REPLACE TRIGGER version_guard BEFORE INSERT OR UPDATE ON purchasing_bidversion"
    " FOR EACH ROW EXECUTE FUNCTION purchasing_guard_version()",
    "CREATE OR REPLACE TRIGGER bid_guard BEFORE UPDATE ON purchasing_bid"
    " FOR EACH ROW EXECUTE FUNCTION purchasing_guard_bid()",
    "CREATE OR REPLACE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON purchasing_bidversion"
    " FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only()",
    *(
        f"CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only()"
        for table in WRITTEN_ONCE
    ),
)


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Run after each migrate, as the owner."""
    with connections[using].cursor() as cursor:
        if not {"purchasing_bidversion", *WRITTEN_ONCE} <= set(connections[using].introspection.table_names(cursor)):
            return
        for statement in STATEMENTS:
            cursor.execute(statement)
