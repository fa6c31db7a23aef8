"""The services that tests stand on really are what they say."""

from collections.abc import Callable

from django.db import connection

from tests.services import postgres
from tests.services.live import LiveDb


def test_a_live_database_is_a_clone_of_its_own_that_the_owner_can_open(live_db: LiveDb) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_clock SET shift = interval '1 day'")

    with live_db.owner() as owner:
        row = owner.execute("SELECT current_database(), shift FROM portal_clock").fetchone()

    assert row is not None
    assert (row[0], row[1].days) == (live_db.name, 1)


def test_the_next_live_database_knows_nothing_of_the_last(live_db: LiveDb) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT shift FROM portal_clock")
        (shift,) = cursor.fetchone()

    assert shift.days == 0


def test_the_web_server_answers_from_the_live_database(live_db: LiveDb, person: Callable[..., object]) -> None:
    with live_db.web() as base:
        page = person(base).new_page()
        response = page.goto("/readyz")

        assert (response.status, response.text()) == (200, "ready\n")


def test_a_worker_starts_on_the_filesystem_and_on_redis(live_db: LiveDb, redis_url: str) -> None:
    with live_db.worker() as on_files:
        assert "filesystem://" in on_files.output()
    live_db.extra["REDIS_URL"] = redis_url
    with live_db.worker() as on_redis:
        assert redis_url.removeprefix("redis://") in on_redis.output()


def test_the_fingerprint_is_the_same_for_the_same_sources() -> None:
    assert postgres.fingerprint() == postgres.fingerprint()
