"""The database's own word on rule versions: once in force, the substance stays and the row cannot be deleted."""

from __future__ import annotations

from django.db import connections

TABLE = "statutes_ruleversion"

FUNCTION = """
CREATE OR REPLACE FUNCTION portal_rule_in_force_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'published' OR OLD.effective_from > (portal_now() AT TIME ZONE 'Asia/Shanghai')::date THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'rule version % is in force and cannot be deleted', OLD.code
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (OLD.code, OLD.jurisdiction, OLD.effective_from, OLD.value, OLD.unit, OLD.min_or_max, OLD.inclusive, OLD.applies_to,
      OLD.status)
     IS DISTINCT FROM
     (NEW.code, NEW.jurisdiction, NEW.effective_from, NEW.value, NEW.unit, NEW.min_or_max, NEW.inclusive, NEW.applies_to,
      NEW.status)
     OR (OLD.effective_to IS NOT NULL AND OLD.effective_to IS DISTINCT FROM NEW.effective_to) THEN
    RAISE EXCEPTION 'rule version % is in force and can only be ended', OLD.code
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


def install_triggers(using: str = "default") -> None:
    """Run after each migrate, as the owner."""
    with connections[using].cursor() as cursor:
        if TABLE in connections[using].introspection.table_names(cursor):
            cursor.execute(FUNCTION)
            cursor.execute(
                f'CREATE OR REPLACE TRIGGER rule_in_force_stays BEFORE UPDATE OR DELETE ON "{TABLE}" '
                "FOR EACH ROW EXECUTE FUNCTION portal_rule_in_force_stays()"
            )
