"""While models move ahead of their migrations: the missing migrations, written to a folder outside the tree."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = ("accounts", "statutes", "audit", "outbox", "workflow", "files", "notify", "reports", "ui", "demo")
APPS = {label: f"portal/{label}" for label in OWN} | {
    label: label for label in ("catalog", "purchasing", "contracts", "evaluation", "disclosure")
}


def completed_migrations(database_url: str) -> dict[str, str]:
    """Environment under which `migrate` makes the models' tables; empty when the tree's migrations already do."""
    base = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for keep in (True, False):
        extra = _extra(keep)
        write = [sys.executable, "manage.py", "makemigrations", "--no-input", "--skip-checks"]
        done = subprocess.run(write, cwd=ROOT, env={**base, **extra}, capture_output=True, text=True, check=False)
        if "No changes detected" in done.stdout:
            return {}
        if done.returncode == 0:
            folder = Path(extra["PYTHONPATH"])
            modules = {a: f"moved_{a}" if any((folder / f"moved_{a}").glob("0*.py")) else None for a in APPS}
            return {**extra, "PORTAL_TEST_MIGRATIONS": json.dumps(modules)}
    raise RuntimeError(f"makemigrations failed\n{done.stdout}{done.stderr}")


def _extra(keep: bool) -> dict[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="portal-migrations-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for label, path in APPS.items():
        package = folder / f"moved_{label}"
        package.mkdir()
        (package / "__init__.py").touch()
        if keep:
            for migration in (ROOT / path / "migrations").glob("0*.py"):
                shutil.copy(migration, package)
    modules = {label: f"moved_{label}" for label in APPS}
    return {"PORTAL_TEST_MIGRATIONS": json.dumps(modules), "PYTHONPATH": str(folder)}
