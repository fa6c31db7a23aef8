"""The pages of plans and money at two sizes, their downloads, the reading of tables, and the nightly comparison."""

from __future__ import annotations

import io
import resource
import time
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any
from urllib.parse import quote

import openpyxl
import psycopg
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.harness import Application, call, environ, samples
from bench.money_data import YEAR, Size, load
from bench.sessions import cookie_of
from portal.demo.cast import Cast, build_cast
from purchasing.budget.actions import grant
from purchasing.budget.balances import total_of
from purchasing.budget.board import board
from purchasing.budget.folding import fold
from purchasing.budget.models import BudgetLine
from purchasing.budget.reconciliation import drifts
from purchasing.sheet.reading import read
from tests.services import postgres
from tests.services.live import point_at

SIZES, ROUNDS, BLOCKS, ROWS = (1_000, 100_000), 16, 4, 20_000
PAGES = {
    "queue": "/desk/caseload/",
    "queue by amount": "/desk/caseload/?sort=amount",
    "queue, mine": "/desk/caseload/?mine=1",
    "queue, search": f"/desk/caseload/?q={quote('年度计划')}",
    "a plan's desk": "/desk/plans/1000/",
    "plans": "/desk/plans/",
    "plans, search": f"/desk/plans/?q={quote('日间照料')}",
    "budget lines": "/desk/budget/",
    "budget lines of a year": f"/desk/budget/?fiscal_year={YEAR}",
    "budget lines on a day": "/desk/budget/?on=2026-11-01",
    "one line": "/desk/budget/1000/",
    "board": f"/desk/budget/board/?year={YEAR}",
    "board, narrowed": f"/desk/budget/board/?year={YEAR}&region=360200&category=F1",
}
DOWNLOADS = {
    "plans, CSV": "/desk/plans/?format=csv",
    "budget lines, CSV": "/desk/budget/?format=csv",
    "budget lines, XLSX": "/desk/budget/?format=xlsx",
}


@dataclass
class Base:
    """One filled database, its finance clerk and their session."""

    name: str
    size: Size
    cast: Cast
    cookie: str
    seconds: float


def measure(
    _name: str = "", *, sizes: tuple[int, int] = SIZES, rounds: int = ROUNDS, rows: int = ROWS
) -> dict[str, Any]:
    """All of the section; two databases of its own."""
    app = get_wsgi_application()
    with ExitStack() as stack:
        bases = [_make(stack.enter_context(postgres.clone()), Size(lines)) for lines in sizes]
        found: dict[str, Any] = {"sizes": sizes, "load": [base.seconds for base in bases]}
        found["pages"] = {name: _page(app, bases, path, rounds) for name, path in PAGES.items()}
        found["downloads"] = {name: _download(app, bases, path) for name, path in DOWNLOADS.items()}
        found["import"] = _import(bases[0], rows)
        found["exact"] = [_exact(base) for base in bases]
        found["night"] = [_night(base) for base in bases]
        point_at("postgres")
    return found


def _make(name: str, size: Size) -> Base:
    start = time.perf_counter()
    point_at(name)
    cast = build_cast()
    load(postgres.owner_url(name), cast, size)
    point_at(name)
    fold()
    with psycopg.connect(postgres.owner_url(name), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE purchasing_foldedsum")
    return Base(name, size, cast, cookie_of(cast.user("fo1")), time.perf_counter() - start)


def _page(app: Application, bases: list[Base], path: str, rounds: int) -> dict[str, list[float]]:
    """Medians in milliseconds and statements, the databases in turn."""
    taken: list[list[float]] = [[] for _base in bases]
    counts: list[float] = [0 for _base in bases]
    blocks = min(BLOCKS, rounds)
    for _block in range(blocks):
        for at, base in enumerate(bases):
            point_at(base.name)
            with CaptureQueriesContext(connection) as asked:
                status, _body = call(app, path, base.cookie)
            counts[at] = len(asked)
            assert status == 200, (path, status)
            taken[at] += samples({"": lambda: call(app, path, base.cookie)}, rounds // blocks, 1)[""]  # noqa: B023 - called at once
    return {"ms": [median(values) for values in taken], "statements": counts}


def _download(app: Application, bases: list[Base], path: str) -> dict[str, list[float]]:
    """Seconds to the first byte, seconds in all and bytes, of each database; what the largest adds to the process's peak, in MB."""
    first, whole, size = [], [], []
    before = 0.0
    for base in bases:
        point_at(base.name)
        before, start = _peak(), time.perf_counter()
        answer = app(environ(path, base.cookie), lambda line, headers, exc=None: None)
        parts = iter(answer)
        length = len(next(parts))
        first.append(time.perf_counter() - start)
        size.append(float(length + sum(map(len, parts))))
        whole.append(time.perf_counter() - start)
        answer.close()  # type: ignore[attr-defined]
    return {"first": first, "whole": whole, "bytes": size, "grown": [_peak() - before]}


def _import(base: Base, rows: int) -> dict[str, dict[str, float]]:
    """P13: a table of `rows` budget lines read and judged, beside openpyxl's bare reading of the same file."""
    point_at(base.name)
    finance, unit = base.cast.organisations["finance"].pk, base.cast.organisations["cityorder"].name
    found = {}
    for kind, every in (("all good", 0), ("1 % bad", 100), ("all bad", 1)):
        content = _workbook(unit, rows, every)
        start = time.perf_counter()
        bare = sum(
            1 for _row in openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True)
        )
        middle, peak = time.perf_counter(), _peak()
        reading = read(content, finance, YEAR)
        end = time.perf_counter()
        bad = sum(1 for row in reading.rows if row.verdict == row.Verdict.FAULTY)
        assert (bare, len(reading.rows), bad > 0) == (rows + 1, rows, bool(every)), (bare, len(reading.rows), bad)
        found[kind] = {
            "bare": rows / (middle - start),
            "ours": rows / (end - middle),
            "bad": bad,
            "grown": _peak() - peak,
        }
    return found


def _workbook(unit: str, rows: int, every: int) -> bytes:
    """A table as finance uploads it; every so many rows one has no amount that can be read."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["购买单位", "年度", "预算项目代码", "预算项目", "资金类别", "金额（元）"])
    for number in range(rows):
        amount: Any = "约三万" if every and number % every == 0 else 30_000 + number
        sheet.append([unit, YEAR, f"import-{number}", f"预算项目{number}", "F1", amount])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _exact(base: Base) -> dict[str, Any]:
    """P5: the board's sum and a sum over all lines, right after money was recorded that nobody has folded."""
    point_at(base.name)
    grant(
        base.cast["fo1"],
        base.cast.purchasers["cityorder"],
        year=YEAR,
        code="new",
        name="新",
        amount=Decimal(7),
        document="测量",
    )
    start = time.perf_counter()
    seen = board(base.cast["fo1"], YEAR).total.balance
    lag = time.perf_counter() - start
    assert seen == total_of(BudgetLine.objects.filter(fiscal_year=YEAR)), "the board differs from its lines"
    return {"seconds": lag}


def _night(base: Base) -> float:
    """Seconds of the nightly comparison, which must find nothing."""
    point_at(base.name)
    start = time.perf_counter()
    assert drifts() == []
    return time.perf_counter() - start


def _peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
