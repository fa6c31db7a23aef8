"""Tables of grants really committed: pressed by several at once, and twenty thousand rows in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal

import pytest

from portal.demo.cast import build_cast
from portal.values import clock
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.models import SheetRow
from purchasing.sheet.actions import take_sheet, upload_sheet
from tests.purchasing.sheet.tables import UNIT, checked, csv_of, rows, upload
from tests.services.contest import at_once

LARGE = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from portal.demo.cast import build_cast
from purchasing.sheet.actions import take_sheet
from tests.purchasing.sheet.tables import csv_of, rows, upload, xlsx_of


def peak_of():
    # in KiB, of this program alone: ru_maxrss would begin with what its parent held
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))


cast = build_cast()
count, kind = int(sys.argv[1]), sys.argv[2]
lines = rows(*({"code": f"{count}-{n}", "amount": "1,000.00" if kind != "bad" or n % 2 else "x"} for n in range(count)))
content = (csv_of if kind == "bad" else xlsx_of)(lines)
del lines
before = peak_of()
with CaptureQueriesContext(connection) as asked:
    sheet = upload(cast, content)
    if not sheet.is_faulty:
        take_sheet(cast["fo1"], sheet)
connection.force_debug_cursor = False
peak = peak_of()
print(json.dumps({"statements": len(asked), "faulty": sheet.faulty_count, "peak": peak // 1024, "more": (peak - before) // 1024}))
"""


def test_two_clerks_who_grant_one_table_at_once_grant_it_once(live_db):
    cast = build_cast()
    sheet = upload(cast, csv_of(rows({}, {})))

    results = at_once(*(lambda who=who: take_sheet(cast[who], sheet) for who in ("fo1", "fo2", "fo1", "fo2")))

    assert results == ["done"] * 4
    assert LedgerEntry.objects.count() == 2


def test_two_uploads_of_one_table_at_once_are_one_sheet(live_db):
    cast = build_cast()
    content = checked(csv_of(rows({})))
    year = clock.today().year

    results = at_once(
        *(lambda who=who: upload_sheet(cast[who], year=year, document="x", checked=content) for who in ("fo1", "fo2"))
    )

    assert (results, SheetRow.objects.count()) == (["done", "done"], 1)


@pytest.mark.parametrize("kind", ["xlsx", "bad"])
def test_twenty_thousand_rows_keep_within_memory_and_statements(live_db, kind: str):
    build_cast()

    def run(count: int) -> dict[str, int]:
        command = [sys.executable, "-c", LARGE, str(count), kind]
        done = subprocess.run(command, env=dict(live_db.env), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    few, many = run(10), run(20_000)

    assert many["statements"] == few["statements"]
    assert many["peak"] <= 200, many
    assert many["faulty"] == (10_000 if kind == "bad" else 0)
    if kind != "bad":
        granted = BudgetLine.objects.filter(fiscal_year=clock.today().year, purchaser__organization__name=UNIT)
        assert granted.count() == 20_010
        assert {line.granted for line in granted[:20_010]} == {Decimal("1000.00")}
