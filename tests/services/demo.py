"""The demo's data, loaded once for the sources as they are, and a fresh clone of it for whoever needs a whole world."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from filelock import FileLock

from portal.demo.load import load
from portal.values import clock
from tests.services import postgres
from tests.services.live import point_at


def fingerprint() -> str:
    """Changes with any source and with the day, since the demo's procurements rest relative to it."""
    digest = hashlib.sha256(f"{clock.today()} {postgres.owner_url()}".encode())
    for package in postgres.PACKAGES:
        for path in sorted((postgres.ROOT / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def template() -> str:
    """The name of a database with the whole demo; one process loads it while others wait."""
    name = f"portal_demo_{fingerprint()}"
    with FileLock(Path(tempfile.gettempdir()) / "portal-test-demo.lock"):
        known = postgres.databases("portal\\_demo\\_%")
        if name not in known:
            for old, built in known.items():
                if old.endswith("_building") or time.time() - float(built or 0) > postgres.FORGET_AFTER_SECONDS:
                    postgres.drop(old)
            _build(name)
    return name


def _build(name: str) -> None:
    building = f"{name}_building"
    postgres.copy(postgres.template(), building)
    before = connections["default"].settings_dict["NAME"]
    point_at(building)
    try:
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "DEMO_SECRETS_FILE", Path(folder) / "people.json")
            load(lambda line: None)
    finally:
        point_at(before)
    postgres.finish(building, name)


@contextmanager
def demo_database() -> Iterator[str]:
    """A clone of the demo to which connections["default"] points in this block."""
    before = connections["default"].settings_dict["NAME"]
    with postgres.clone(template()) as name:
        point_at(name)
        try:
            yield name
        finally:
            point_at(before)
