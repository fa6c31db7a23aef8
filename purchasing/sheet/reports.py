"""Who may download the table as it came in."""

from __future__ import annotations

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from purchasing.sheet.models import BudgetSheet
from purchasing.sheet.policies import Can


def may_read_table(actor: Actor | None, file: StoredFile) -> bool:
    """Whoever reads the verdict reads the table."""
    return visible(actor, Can.READ_SHEET, BudgetSheet.objects.filter(file=file)).exists()


register_access(BudgetSheet._meta.label_lower, may_read_table)
