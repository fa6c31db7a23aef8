"""Whether the demo's tables and data are those of the sources as they are, so that a second start is quick."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from portal.launch.services import ROOT

PACKAGES = ("portal", "catalog", "purchasing", "contracts", "evaluation", "disclosure", "static")
IGNORED = {"__pycache__", "locale"}


def _files() -> list[Path]:
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return sorted(path for path in found if not IGNORED & set(path.parts))


def _sources() -> str:
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for path in _files():
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _migrations() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files()
        if path.parent.name == "migrations"
    }


def _read(folder: Path) -> dict[str, object]:
    path = folder / "stamp.json"
    kept: dict[str, object] = json.loads(path.read_text()) if path.exists() else {}
    return kept


def is_current(folder: Path, database: str) -> bool:
    kept = _read(folder)
    return kept.get("sources") == _sources() and kept.get("database") == _place(database)


def write(folder: Path, database: str) -> None:
    stamp = {"sources": _sources(), "database": _place(database), "migrations": _migrations()}
    (folder / "stamp.json").write_text(json.dumps(stamp))


def clear(folder: Path) -> None:
    (folder / "stamp.json").unlink(missing_ok=True)


def migrations_were_rewritten(folder: Path) -> bool:
    """Whether a migration that these data were made with has changed or gone."""
    then = _read(folder).get("migrations")
    now = _migrations()
    return isinstance(then, dict) and any(now.get(path) != digest for path, digest in then.items())


def has_command(name: str) -> bool:
    return any(path.name == f"{name}.py" and path.parent.name == "commands" for path in _files())


def _place(url: str) -> str:
    """Which database a URL names; our own server's port changes with each start."""
    return "own" if "//owner:" in url else hashlib.sha256(url.encode()).hexdigest()
