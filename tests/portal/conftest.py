"""For all of the kernel's tests: a broker of the test's own."""

from __future__ import annotations

import pytest

from portal.celery import app


@pytest.fixture
def broker_at():
    """Point the Celery application elsewhere for one test."""
    before = app.conf.broker_url, app.conf.broker_transport_options

    def point(url: str) -> None:
        app.conf.broker_url, app.conf.broker_transport_options = url, {"socket_connect_timeout": 1}

    yield point
    app.conf.broker_url, app.conf.broker_transport_options = before
