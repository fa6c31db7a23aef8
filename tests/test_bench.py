"""The bench keeps step with tables and pages: its data loads, and what it compares with answers with the same bytes."""

import os
import subprocess
import sys

SMALL = """
import django
django.setup()
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from bench import deciding, ledger, money
from bench.harness import call
from bench.run import good, make, paths_of, readings, same_bytes
from tests.services import postgres
from tests.services.live import point_at

call_command("collectstatic", interactive=False, verbosity=0)
app = get_wsgi_application()
with postgres.clone() as name:
    base = make(name, 60)
    raw, _paths = same_bytes(app, base)
    raw.connection.close()
    for path, cookie, first in paths_of(base).values():
        good(call(app, path, cookie, first_byte=first))
    good(call(app, "/mini/desk/", base.cookie))
    assert all(not reading.offset for reading in readings(app, base).values())
    assert ledger.measure(name, processes=3, seconds=0.5, rounds=1)["drawn"] > 0
with postgres.clone() as name:
    steps = deciding.measure(name, few=2, lines=4)["steps"]
    assert all(few == many for few, many, _seconds in steps.values()), steps
pages = money.measure(sizes=(50, 100), rounds=1, rows=100)["pages"]
assert all(page["statements"][1] <= 12 for page in pages.values()), pages
point_at("postgres")
"""


def test_the_bench_runs_on_a_small_database() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings", "PORTAL_TEST_MIGRATIONS": "{}"}

    done = subprocess.run([sys.executable, "-c", SMALL], env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
