"""Reads of tables of grants."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from purchasing.sheet.models import BudgetSheet, SheetRow
from purchasing.sheet.policies import Can

LATEST = 20


def sheets_for(actor: Actor | None) -> QuerySet[BudgetSheet]:
    """What was sent in, the latest first."""
    rows = BudgetSheet.objects.select_related("uploaded_by", "taken_by")
    return visible(actor, Can.READ_SHEET, rows)[:LATEST]


def rows_of(sheet: BudgetSheet) -> QuerySet[SheetRow]:
    return sheet.rows.select_related("purchaser__organization").order_by("number")
