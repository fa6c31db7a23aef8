"""Full-text search: rare words through the index of pieces, common ones by walking the list in its order.

No one plan is fast for both. Which words are common is read from the planner's own statistics of the pieces, kept for a
minute; a word whose rarest piece stands in more than COMMON of the rows is looked for in the order of the list.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

WORDS = 6
COMMON = 0.01
_KEPT_SECONDS = 60.0
_STATISTICS = """
SELECT unnest(most_common_elems::text::text[]), unnest(most_common_elem_freqs[1:cardinality(most_common_elems::text::text[])])
FROM pg_stats WHERE schemaname = 'public' AND tablename = 'disclosure_disclosureitem' AND attname = 'pieces'
"""
_known: dict[str, tuple[float, dict[str, float]]] = {}


def search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows of published things that contain every word of `text` (levelled by `search_key`); `%`, `_`, `'` are literal."""
    condition = Q()
    for word in text.split()[:WORDS]:
        condition &= Q(search__contains=word)
        if not is_common(word):
            condition &= Q(pieces__contains=pieces_of(word))
    return rows.filter(condition)


def pieces_of(word: str) -> list[str]:
    """The pairs of characters of a word, or the single one."""
    return sorted({word[i : i + 2] for i in range(len(word) - 1)}) or [word]


def is_common(word: str) -> bool:
    """Whether so many rows have the word that walking them in order finds a page soon."""
    frequencies = _frequencies()
    return min(frequencies.get(piece, 0.0) for piece in pieces_of(word)) > COMMON


def _frequencies() -> dict[str, float]:
    database = str(connection.settings_dict["NAME"])
    read_at, kept = _known.get(database, (0.0, {}))
    if kept and time.monotonic() - read_at < _KEPT_SECONDS:
        return kept
    with connection.cursor() as cursor:
        cursor.execute(_STATISTICS)
        kept = {piece: float(share) for piece, share in cursor.fetchall()}
    _known[database] = (time.monotonic(), kept)
    return kept
