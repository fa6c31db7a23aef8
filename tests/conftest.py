"""Fixtures for all tests: `db` on this process's clone, `live_db` for a test's own, processes and browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services import postgres, processes
from tests.services.browser import chromium, new_person
from tests.services.live import LiveDb, live_database, point_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

LONGEST = "tests/journeys/test_sc_01.py"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What one worker does in one go, and so takes minutes, begins first: whoever ends it late would keep all waiting."""
    items.sort(key=lambda item: (item.get_closest_marker("xdist_group") is None, not item.nodeid.startswith(LONGEST)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """This process's database, cloned from the template; the connection is the application's role's."""
    with django_db_blocker.unblock(), postgres.clone() as name:
        point_at(name)
        with django_db_blocker.block():
            yield
        point_at("postgres")


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    """What one test has counted or kept in the process's cache is nothing to the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def live_db(django_db_setup: None, django_db_blocker, tmp_path: Path) -> Iterator[LiveDb]:
    """A fresh database that is really committed to: for concurrency, processes, journeys. Not together with `db`."""
    with django_db_blocker.unblock(), live_database(tmp_path) as live:
        yield live


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A private Redis, free to be stopped or flushed."""
    with processes.redis_server(log=tmp_path / "redis.log", port=processes.free_port()) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def person(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser context for one person; call it once for each."""
    contexts: list[BrowserContext] = []

    def make(base_url: str, **options: object) -> BrowserContext:
        contexts.append(new_person(browser, base_url=base_url, **options))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def cast(db: None):
    from tests.services.cast import fresh_cast

    return fresh_cast()
