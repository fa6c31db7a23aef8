"""The one statement that decides whether a bid is in time: it reads the clock, compares, and writes, all at once."""

from __future__ import annotations

from django.db import connection

from purchasing.bid.models import Bid
from purchasing.bid.queries import Reading
from purchasing.bid.sealing import Sealed

# `reading` is materialised, so that the clock is read once: it is decision, receipt and the act's time.
_DECIDE = """
WITH reading AS MATERIALIZED (SELECT portal_now() AS at),
limits AS (SELECT closes_at, state FROM purchasing_procurement WHERE id = %(procurement)s),
written AS (
    INSERT INTO purchasing_bidversion
        (bid_id, number, suite, ciphertext, wrapped_key, commitment, received_at, submitted_by_id)
    SELECT %(bid)s, %(number)s, %(suite)s, %(ciphertext)s, %(wrapped_key)s, %(commitment)s, reading.at, %(user)s
    FROM reading, limits
    WHERE limits.state = 'receiving' AND reading.at < limits.closes_at
    RETURNING received_at
)
SELECT reading.at, limits.closes_at, limits.state, (SELECT received_at FROM written) FROM reading, limits
"""


def write_in_time(bid: Bid, number: int, sealed: Sealed, user_id: int) -> Reading:
    """Insert the version if, and only if, the clock reads less than the closing time in that very statement.

    Call it with the procurement held (`queries.hold_open`). `received_at` of the answer is None where it was too late.
    """
    values: dict[str, int | str | bytes] = {
        "procurement": bid.procurement_id,
        "bid": bid.pk,
        "number": number,
        "suite": sealed.suite,
        "ciphertext": sealed.ciphertext,
        "wrapped_key": sealed.wrapped_key,
        "commitment": sealed.commitment,
        "user": user_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DECIDE, values)
        at, closes_at, state, received_at = cursor.fetchone()
    return Reading(at, closes_at, state, received_at)
