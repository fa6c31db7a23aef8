"""`make check`: everything that can be known without running the portal, and how long the longest parts are."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from portal.launch.services import ROOT

PACKAGES = ("portal", "catalog", "purchasing", "contracts", "evaluation", "disclosure")
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")
CHECKS: dict[str, tuple[str, ...]] = {
    "lint": (f"{BIN}/ruff", "check", "."),
    "format": (f"{BIN}/ruff", "format", "--check", "."),
    "import rules": (f"{BIN}/lint-imports",),
    "templates": (f"{BIN}/djlint", "--lint", "--quiet", "templates"),
    "types": (f"{BIN}/mypy", *PACKAGES),
    "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "deployment": (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
    "messages": (sys.executable, "-m", "portal.launch", "messages", "--check"),
    "generated documents": (*MANAGE, "write_docs", "--check"),
}
# What a production server would have in its environment; nothing here opens anything.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "DEBUG": "0",
    "DEMO": "0",
    "SECRET_KEY": "a-key-for-the-check-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PUBLIC_BASE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://portal_app@127.0.0.1:1/portal",
    "PRIVATE_STORAGE": "/nonexistent",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def run() -> int:
    """Run every check, all of them whatever the first says; 1 when any failed."""
    environment = {**os.environ, **PRODUCTION}
    failed = []
    for name, command in CHECKS.items():
        print(f"── {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
    _print_sizes()
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed", flush=True)
    return 1 if failed else 0


def _print_sizes() -> None:
    """A mirror, not a gate: the longest files and functions of the source."""
    files: list[tuple[int, str]] = []
    functions: list[tuple[int, str]] = []
    for path in sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text, name = path.read_text(), str(path.relative_to(ROOT))
        files.append((text.count("\n"), name))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions.append(
                    ((node.end_lineno or node.lineno) - node.lineno + 1, f"{name}:{node.lineno} {node.name}")
                )
    for title, sizes in (("files", files), ("functions", functions)):
        sizes.sort(reverse=True)
        p95 = sizes[len(sizes) // 20][0] if sizes else 0
        print(f"── longest {title} (p95 {p95} lines)")
        print("\n".join(f"{lines:5} {name}" for lines, name in sizes[:5]))
