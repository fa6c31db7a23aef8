"""Sums of the ledger that cost the same for any number of lines: what is folded, and the entries that came since."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from purchasing.budget.balances import Balance, sums_of_entries
from purchasing.budget.models import FIGURES, FoldedSum, FoldedThrough, LedgerEntry

AT_ONCE = 2000
KEYS = ("purchaser", "fiscal_year", "category")
Key = tuple[int, int, str]


def folded_through() -> int:
    """The last entry that is folded; 0 where none is."""
    return FoldedThrough.objects.values_list("entry", flat=True).first() or 0


def sums_by_key(entries: QuerySet[LedgerEntry]) -> dict[Key, Balance]:
    """What these entries come to by purchaser, year and category."""
    names = {f"sum_{figure}": total for figure, total in sums_of_entries().items()}
    rows = entries.order_by().values_list(*(f"line__{key}" for key in KEYS)).annotate(**names)
    return {(purchaser, year, category): Balance(*sums) for purchaser, year, category, *sums in rows}


def folded(rows: QuerySet[FoldedSum]) -> dict[Key, Balance]:
    return {
        (purchaser, year, kind): Balance(*sums) for purchaser, year, kind, *sums in rows.values_list(*KEYS, *FIGURES)
    }


def together(*parts: Iterable[tuple[Any, Balance]]) -> dict[Any, Balance]:
    """The sums of the same key added up."""
    found: dict[Any, Balance] = {}
    for key, balance in chain(*parts):
        before = found.get(key)
        found[key] = before + balance if before else balance
    return found


def settled_entry() -> int | None:
    """The last entry there is, if no entry before it can still appear; None while somebody is writing to the ledger.

    Keys are given when an entry is written, not when it is committed. Whoever has written one keeps a lock on the table until
    the end of their transaction: nobody with a lock after the last key was read means that all keys up to it are settled.
    """
    last: int = LedgerEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid())",
            [LedgerEntry._meta.db_table],
        )
        found = cursor.fetchone()
    return None if found and found[0] else last


def fold() -> int:
    """Add the entries that came since to the folded sums, unless somebody is writing entries just now; returns how many.

    A housekeeping of what is derived: nobody's act, without a record. Whoever reads meanwhile reads the same figures.
    """
    with transaction.atomic():
        FoldedThrough.objects.get_or_create(pk=1)
        mark = FoldedThrough.objects.select_for_update().get(pk=1)
        last = settled_entry()
        if last is None or last == mark.entry:
            return 0
        entries = LedgerEntry.objects.filter(pk__gt=mark.entry, pk__lte=last)
        count, new = entries.count(), sums_by_key(entries)
        before = folded(FoldedSum.objects.filter(purchaser__in={purchaser for purchaser, _year, _kind in new}))
        FoldedSum.objects.bulk_create(
            (_folded(key, before.get(key, Balance()) + balance) for key, balance in new.items()),
            batch_size=AT_ONCE, update_conflicts=True, update_fields=FIGURES, unique_fields=KEYS,
        )  # fmt: skip
        mark.entry = last
        mark.save(update_fields=["entry"])
        return count


def _folded(key: Key, balance: Balance) -> FoldedSum:
    return FoldedSum(
        **dict(zip(("purchaser_id", "fiscal_year", "category"), key, strict=True)),
        **{figure: getattr(balance, figure) for figure in FIGURES},
    )
