"""The database keeps the ledger: entries are only added, and a line's figures follow from them and from nothing else."""

from __future__ import annotations

from typing import Any

from django.db import connections

from portal.audit.triggers import FUNCTION as APPEND_ONLY
from purchasing.budget.models import FIGURES, SIGNS, BudgetLine, LedgerEntry

ENTRY, LINE = LedgerEntry._meta.db_table, BudgetLine._meta.db_table


def _sum(figure: str) -> str:
    cases = " ".join(f"WHEN '{kind}' THEN {'' if sign > 0 else '-'}NEW.amount" for kind, sign in SIGNS[figure].items())
    return f"{figure} = {figure} + CASE NEW.kind {cases} ELSE 0 END"


POST = f"""
CREATE OR REPLACE FUNCTION purchasing_post_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public."{LINE}" SET {", ".join(_sum(figure) for figure in FIGURES)} WHERE id = NEW.line_id;
  RETURN NULL;
END $$
"""  # noqa: S608 - the names are our own

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

BALANCE = f"""
CREATE OR REPLACE FUNCTION purchasing_balance_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(CASE kind WHEN 'transfer_in' THEN amount ELSE -amount END)
      FROM public."{ENTRY}" WHERE transfer_id = NEW.transfer_id AND kind <> 'reduce') <> 0 THEN
    RAISE EXCEPTION 'the two sides of a transfer come to nothing' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
"""  # noqa: S608 - the name is our own table's

STATEMENTS = (
    APPEND_ONLY,
    POST,
    GUARD,
    BALANCE,
    f'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{ENTRY}" '
    "FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only()",
    f'CREATE OR REPLACE TRIGGER post_entry AFTER INSERT ON "{ENTRY}" '
    "FOR EACH ROW EXECUTE FUNCTION purchasing_post_entry()",
    f'DROP TRIGGER IF EXISTS balance_transfer ON "{ENTRY}"',
    f'CREATE CONSTRAINT TRIGGER balance_transfer AFTER INSERT ON "{ENTRY}" DEFERRABLE INITIALLY DEFERRED '
    "FOR EACH ROW WHEN (NEW.transfer_id IS NOT NULL AND NEW.kind <> 'reduce') EXECUTE FUNCTION purchasing_balance_transfer()",
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
