"""The whole demo as the world that is sent nonsense; each test's changes are rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.bad_input.people import undone
from tests.services.demo import demo_database


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Procurements at every stage, committed in a database of this module's own."""
    with django_db_blocker.unblock(), demo_database():
        yield


@pytest.fixture
def world(story: None) -> Iterator[None]:
    """The story in a transaction that is rolled back."""
    cache.clear()
    with undone():
        yield
