"""Many processes drawing on one budget line, against the same locked UPDATE in bare psycopg; every fen is counted afterwards."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from decimal import Decimal
from statistics import median
from typing import Any

import psycopg
from django.db import connection

from portal.demo.cast import build_cast
from portal.workflow.perform import acting
from purchasing.budget.actions import enter, grant, lock_lines
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.budget.queries import shortfall
from purchasing.budget.reconciliation import drifts
from tests.services import postgres
from tests.services.live import point_at

PROCESSES, SECONDS, ROUNDS = 50, 4.0, 3
FEN = Decimal("0.01")
PLENTY = Decimal("1000000.00")
Draw = Callable[[], None]


def measure(name: str, *, processes: int = PROCESSES, seconds: float = SECONDS, rounds: int = ROUNDS) -> dict[str, Any]:
    """Draws a second of both, in turns, medians; what the ledger says in the end is what was drawn."""
    point_at(name)
    cast = build_cast()
    line = grant(
        cast["fo1"], cast.purchasers["cityorder"], year=2026, code="bench", name="测量", amount=PLENTY, document="测量"
    )
    _bare_table(name)

    def ours() -> Draw:
        connection.ensure_connection()

        def draw() -> None:
            with acting(cast["fa1"]) as act:
                lines = lock_lines([line.pk])
                assert shortfall(lines, {line.pk: FEN}, act) is None
                enter(act, lines[line.pk], LedgerEntry.Kind.HOLD, FEN)

        return draw

    def bare() -> Draw:
        own = psycopg.connect(postgres.app_url(name), prepare_threshold=0)

        def draw() -> None:
            granted, held, paid = own.execute("SELECT granted, held, paid FROM bench_line FOR UPDATE").fetchone()
            assert granted - held - paid >= FEN
            own.execute("UPDATE bench_line SET held = held + %s", [FEN])
            own.commit()

        return draw

    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    drawn = {"bare": 0, "ours": 0}
    for _round in range(rounds):
        for kind, begin in (("bare", bare), ("ours", ours)):
            times = _together(begin, processes, seconds)
            drawn[kind] += times
            rates[kind].append(times / seconds)
    line.refresh_from_db()
    entries = line.entries.filter(kind=LedgerEntry.Kind.HOLD).count()
    sound = line.held == FEN * drawn["ours"] and entries == drawn["ours"] and not drifts()
    assert sound, f"{line.held} held, {entries} entries, {drawn['ours']} drawn"
    assert BudgetLine.objects.get(pk=line.pk).free >= 0
    return {"processes": processes, "drawn": drawn["ours"], **{kind: median(found) for kind, found in rates.items()}}


def _bare_table(name: str) -> None:
    """The same figures with the same check, and no ledger."""
    with psycopg.connect(postgres.owner_url(name), autocommit=True) as owner:
        owner.execute(
            "CREATE TABLE bench_line (granted numeric(18,2), held numeric(18,2), paid numeric(18,2), CHECK (granted >= held + paid))"
        )
        owner.execute("INSERT INTO bench_line VALUES (%s, 0, 0)", [PLENTY])
        owner.execute(f"GRANT SELECT, UPDATE ON bench_line TO {postgres.app_role()}")


def _together(begin: Callable[[], Draw], processes: int, seconds: float) -> int:
    """How many draws all processes make, from the moment that each has its connection."""
    connection.close()
    forks = multiprocessing.get_context("fork")
    start = forks.Barrier(processes)
    ends = [forks.Pipe(duplex=False) for _number in range(processes)]
    runs = [forks.Process(target=_run, args=(begin, start, seconds, sender)) for _receiver, sender in ends]
    for run in runs:
        run.start()
    found = [receiver.recv() if receiver.poll(60 + 3 * seconds) else "silent" for receiver, _sender in ends]
    for run in runs:
        run.join(10)
    strange = [each for each in found if not isinstance(each, int)]
    assert not strange, strange[0]
    return sum(found)


def _run(begin: Callable[[], Draw], start: Any, seconds: float, tell: Any) -> None:
    try:
        draw, count = begin(), 0
        start.wait(60)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            draw()
            count += 1
        tell.send(count)
    except BaseException as error:
        tell.send(f"{type(error).__name__}: {error}")
    finally:
        os._exit(0)
