"""The database keeps the ledger: entries are only added, and a line's figures follow from them and from nothing else."""

from __future__ import annotations

from typing import Any

from django.db import connections

from portal.audit.triggers import FUNCTION as APPEND_ONLY
from purchasing.budget.models import BudgetLine, LedgerEntry

ENTRY, LINE = LedgerEntry._meta.db_table, BudgetLine._meta.db_table

POST = f"""
CREATE OR REPLACE FUNCTION purchasing_post_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public."{LINE}" SET
    granted = granted + CASE NEW.kind WHEN 'grant' THEN NEW.amount ELSE 0 END,
    held = held + CASE NEW.kind WHEN 'hold' THEN NEW.amount WHEN 'release' THEN -NEW.amount
                                WHEN 'pay' THEN -NEW.amount ELSE 0 END,
    committed = committed + CASE NEW.kind WHEN 'commit' THEN NEW.amount WHEN 'uncommit' THEN -NEW.amount
                                          WHEN 'pay' THEN -NEW.amount ELSE 0 END,
    paid = paid + CASE NEW.kind WHEN 'pay' THEN NEW.amount WHEN 'refund' THEN -NEW.amount ELSE 0 END
  WHERE id = NEW.line_id;
  RETURN NULL;
END $$
"""  # noqa: S608 - the names are our own tables'

GUARD = """
CREATE OR REPLACE FUNCTION purchasing_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.granted + NEW.held + NEW.committed + NEW.paid <> 0 THEN
      RAISE EXCEPTION 'a budget line begins empty' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  ELSIF pg_trigger_depth() < 2
     AND (NEW.granted, NEW.held, NEW.committed, NEW.paid) IS DISTINCT FROM (OLD.granted, OLD.held, OLD.committed, OLD.paid)
  THEN
    RAISE EXCEPTION 'figures of a budget line change only through its ledger'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""

STATEMENTS = (
    APPEND_ONLY,
    POST,
    GUARD,
    f'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{ENTRY}" '
    "FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only()",
    f'CREATE OR REPLACE TRIGGER post_entry AFTER INSERT ON "{ENTRY}" '
    "FOR EACH ROW EXECUTE FUNCTION purchasing_post_entry()",
    f'CREATE OR REPLACE TRIGGER figures_guard BEFORE INSERT OR UPDATE ON "{LINE}" '
    "FOR EACH ROW EXECUTE FUNCTION purchasing_guard_line()",
)


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Run after each migrate, as the owner."""
    with connections[using].cursor() as cursor:
        if not {ENTRY, LINE} <= set(connections[using].introspection.table_names(cursor)):
            return
        for statement in STATEMENTS:
            cursor.execute(statement)
