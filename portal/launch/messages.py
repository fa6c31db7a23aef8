"""`make messages`: the Chinese messages of code and templates collected into the one English catalogue.

Sorted, without line numbers, so that branches merge.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from portal.launch.services import ROOT

CATALOGUE = ROOT / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
SOURCES = ("portal", "catalog", "purchasing", "contracts", "evaluation", "disclosure", "templates")
HEADER_THAT_CHANGES = ('"POT-Creation-Date:', '"PO-Revision-Date:')


def run(arguments: list[str]) -> int:
    """Write the catalogue anew; with --check only compare: 1 when it is not fresh."""
    with tempfile.TemporaryDirectory(prefix="portal-messages-") as name:
        fresh = _collect(Path(name))
    current = CATALOGUE.read_text() if CATALOGUE.exists() else ""
    if fresh == current:
        return 0
    if "--check" in arguments:
        print("Messages changed: run `make messages` and commit portal/locale", file=sys.stderr)
        return 1
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(fresh)
    return 0


def _collect(folder: Path) -> str:
    """What makemessages makes of a copy of the sources and the present catalogue."""
    for source in SOURCES:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / source, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    (folder / "portal" / "locale").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-location", "--no-obsolete"]
    command += ["--no-wrap", "--verbosity", "0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": str(folder)}
    subprocess.run(command, cwd=folder, env={"DEBUG": "1", **environment}, check=True)
    return _sorted((folder / CATALOGUE.relative_to(ROOT)).read_text())


def _sorted(text: str) -> str:
    header, *entries = [entry.strip("\n") for entry in text.split("\n\n") if entry.strip()]
    kept = [line for line in header.splitlines() if not line.startswith(HEADER_THAT_CHANGES) and "fuzzy" not in line]
    entries.sort(key=_msgid)
    return "\n\n".join(["\n".join(kept), *entries]) + "\n"


def _msgid(entry: str) -> str:
    lines = [line for line in entry.splitlines() if not line.startswith("#")]
    return "\n".join(lines)
