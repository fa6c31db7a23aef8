"""The database's own word on rule versions: once in force, the substance stays and the row cannot be deleted."""

from typing import ClassVar

from django.db import migrations

CREATE = """
CREATE FUNCTION rule_version_in_force_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'published' OR OLD.effective_from > (portal_now() AT TIME ZONE 'Asia/Shanghai')::date THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'rule version % is in force and cannot be deleted', OLD.code USING ERRCODE = 'check_violation';
    END IF;
    IF (OLD.code, OLD.jurisdiction, OLD.effective_from, OLD.value, OLD.unit, OLD.min_or_max, OLD.inclusive, OLD.applies_to,
        OLD.status)
       IS DISTINCT FROM
       (NEW.code, NEW.jurisdiction, NEW.effective_from, NEW.value, NEW.unit, NEW.min_or_max, NEW.inclusive, NEW.applies_to,
        NEW.status)
       OR (OLD.effective_to IS NOT NULL AND OLD.effective_to IS DISTINCT FROM NEW.effective_to) THEN
        RAISE EXCEPTION 'rule version % is in force and can only be ended', OLD.code USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER rule_version_in_force_stays BEFORE UPDATE OR DELETE ON statutes_ruleversion
    FOR EACH ROW EXECUTE FUNCTION rule_version_in_force_stays();
"""

DROP = """
DROP TRIGGER rule_version_in_force_stays ON statutes_ruleversion;
DROP FUNCTION rule_version_in_force_stays();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("statutes", "0001_initial"), ("values", "0001_clock")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(CREATE, DROP)]
