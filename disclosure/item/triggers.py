"""What the database itself keeps: published things never change, figures and the site's version follow them."""

from __future__ import annotations

from typing import Any

from django.db import connections

PIECES = r"""
CREATE OR REPLACE FUNCTION disclosure_pieces(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT piece), '{}') FROM (
    SELECT substr(t, i, 1) AS piece FROM generate_series(1, length(t)) AS i
    UNION ALL SELECT substr(t, i, 2) FROM generate_series(1, length(t) - 1) AS i
  ) AS all_pieces WHERE position(' ' in piece) = 0
$$
"""

FROZEN = """
CREATE OR REPLACE FUNCTION disclosure_item_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE derived CONSTANT text[] := ARRAY['corrected_by_id', 'pieces'];  -- pieces are not computed yet at this point
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'published content is never removed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.corrected_by_id IS NOT NULL OR to_jsonb(NEW) - derived IS DISTINCT FROM to_jsonb(OLD) - derived THEN
    RAISE EXCEPTION 'published content is frozen: a correction is a new version'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""

COUNT = """
CREATE OR REPLACE FUNCTION disclosure_item_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.disclosure_siteversion SET number = number + 1;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.disclosure_yearfigure AS f (fiscal_year, kind, number, amount, score, scored)
      SELECT fiscal_year, kind, count(*), coalesce(sum(amount), 0), coalesce(sum(score), 0), count(score)
        FROM changed WHERE fiscal_year IS NOT NULL GROUP BY fiscal_year, kind ORDER BY fiscal_year, kind
      ON CONFLICT (fiscal_year, kind) DO UPDATE SET number = f.number + excluded.number,
        amount = f.amount + excluded.amount, score = f.score + excluded.score, scored = f.scored + excluded.scored;
  ELSE
    UPDATE public.disclosure_yearfigure AS f SET number = f.number - c.number, amount = f.amount - c.amount,
        score = f.score - c.score, scored = f.scored - c.scored
      FROM (SELECT fiscal_year, kind, count(*) AS number, coalesce(sum(amount), 0) AS amount,
                   coalesce(sum(score), 0) AS score, count(score) AS scored
              FROM changed WHERE fiscal_year IS NOT NULL GROUP BY fiscal_year, kind) AS c
      WHERE f.fiscal_year = c.fiscal_year AND f.kind = c.kind;
  END IF;
  RETURN NULL;
END $$
"""

# Both rows move only in a trigger of the items, one level above this one.
FOLLOWS = """
CREATE OR REPLACE FUNCTION disclosure_follows_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION '% follows what is published and nothing else: % refused', TG_TABLE_NAME, TG_OP
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
"""

TRIGGERS = (
    "CREATE OR REPLACE TRIGGER follows_items BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON disclosure_yearfigure"
    " FOR EACH STATEMENT EXECUTE FUNCTION disclosure_follows_items()",
    "CREATE OR REPLACE TRIGGER follows_items BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosure_siteversion"
    " FOR EACH STATEMENT EXECUTE FUNCTION disclosure_follows_items()",
    "CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON disclosure_disclosureitem"
    " FOR EACH ROW EXECUTE FUNCTION disclosure_item_frozen()",
    "CREATE OR REPLACE TRIGGER never_emptied BEFORE TRUNCATE ON disclosure_disclosureitem"
    " FOR EACH STATEMENT EXECUTE FUNCTION disclosure_item_frozen()",
    "CREATE OR REPLACE TRIGGER published AFTER INSERT ON disclosure_disclosureitem"
    " REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION disclosure_item_count()",
    "CREATE OR REPLACE TRIGGER corrected AFTER UPDATE ON disclosure_disclosureitem"
    " REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION disclosure_item_count()",
)
FIRST_VERSION = "INSERT INTO disclosure_siteversion (id, number) VALUES (1, 1) ON CONFLICT DO NOTHING"
STATISTICS = "ALTER TABLE disclosure_disclosureitem ALTER COLUMN pieces SET STATISTICS 500"


def install_functions(using: str = "default", **kwargs: Any) -> None:
    """Run before each migrate: a generated column of the table calls the function."""
    with connections[using].cursor() as cursor:
        cursor.execute(PIECES)


def install_triggers(using: str = "default", **kwargs: Any) -> None:
    """Run after each migrate, as the owner."""
    with connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        if "disclosure_disclosureitem" not in tables:
            return
        for statement in (FROZEN, COUNT, FOLLOWS, *TRIGGERS, FIRST_VERSION, STATISTICS):
            cursor.execute(statement)
