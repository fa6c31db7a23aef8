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


def people(name: str) -> Path:
    """The private file of the demo in this template: log-ins, passphrases, survey links."""
    return Path(tempfile.gettempdir()) / f"{name}.json"


@cache
def template() -> str:
    """The name of a database with the whole demo; one process loads it while others wait."""
    name = f"portal_demo_{fingerprint()}"
    with FileLock(Path(tempfile.gettempdir()) / "portal-test-demo.lock"):
        known = postgres.databases("portal\\_demo\\_%")
        if name not in known or not people(name).exists():
            for old, built in known.items():
                stale = time.time() - float(built or 0) > postgres.FORGET_AFTER_SECONDS
                if stale or old == name or old.endswith("_building"):
                    postgres.drop(old)
                    people(old).unlink(missing_ok=True)
            _build(name)
    return name


def _build(name: str) -> None:
    building = f"{name}_building"
    postgres.copy(postgres.template(), building)
    before = connections["default"].settings_dict["NAME"]
    point_at(building)
    try:
        with pytest.MonkeyPatch.context() as patch:
            people(name).unlink(missing_ok=True)
            patch.setattr(settings, "DEMO_SECRETS_FILE", people(name))
            load(lambda line: None)
    finally:
        point_at(before)
    postgres.finish(building, name)


@contextmanager
def demo_database() -> Iterator[str]:
    """A clone of the demo to which connections["default"] points in this block, with the demo's private file."""
    before = connections["default"].settings_dict["NAME"]
    with postgres.clone(template()) as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMO_SECRETS_FILE", people(template()))
        point_at(name)
        try:
            yield name
        finally:
            point_at(before)
