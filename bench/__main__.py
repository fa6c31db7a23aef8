"""Runs all measurements in one go and writes docs/BENCHMARKS.md: `python -m bench [--small N] [--large N]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
os.environ["PORTAL_TEST_MIGRATIONS"] = os.environ.get("PORTAL_TEST_MIGRATIONS", "{}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument(
        "--only",
        choices=("ledger", "deciding", "money"),
        help="measure this section anew, leave the rest of the report",
    )
    options = parser.parse_args()

    import django

    django.setup()
    from bench.run import run, run_one

    target = Path("docs/BENCHMARKS.md")
    if options.only:
        text = run_one(target.read_text(encoding="utf-8"), options.only)
    else:
        text = run(options.small, options.large, browser=not options.no_browser)
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


main()
