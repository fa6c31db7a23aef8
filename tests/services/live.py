"""A database of a test's own, really committed to, with the processes that may work on it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.db import connections

from tests.services import postgres, processes


@dataclass
class LiveDb:
    """A clone of the template, to which connections["default"] points while the test runs."""

    name: str
    folder: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> Mapping[str, str]:
        """The environment for a process that works on this database as the application's role."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": postgres.app_url(self.name),
            "EMAIL_URL": f"filemail:///{self.folder / 'mail'}",
            **self.extra,
        }

    def owner(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the database's owner, for tests of what an owner can still do. Close it."""
        return psycopg.connect(postgres.owner_url(self.name), autocommit=True)

    @contextmanager
    def web(self, **options: int) -> Iterator[str]:
        """gunicorn on this database; yields the base address."""
        port = processes.free_port()
        env = {**self.env, "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
        with processes.web_server(env=env, log=self.folder / f"web-{port}.log", port=port, **options) as base:
            yield base

    def worker(self, *options: str) -> AbstractContextManager[processes.Running]:
        """A Celery worker on this database."""
        log = self.folder / f"worker-{len(list(self.folder.glob('worker-*')))}.log"
        return processes.celery_worker(env=self.env, log=log, options=options)


def point_at(database: str) -> None:
    """Let every new connection of this process go to `database` as the application's role."""
    connections.close_all()
    target = connections["default"].settings_dict
    target |= {"NAME": database, "USER": postgres.app_role()}


def _empty_queue() -> None:
    """Forget what an earlier test published and nobody took."""
    for message in (Path(os.environ["BROKER_FOLDER"]) / "queue").iterdir():
        message.unlink(missing_ok=True)


@contextmanager
def live_database(folder: Path) -> Iterator[LiveDb]:
    before = connections["default"].settings_dict["NAME"]
    with postgres.clone() as name:
        point_at(name)
        _empty_queue()
        try:
            yield LiveDb(name, folder)
        finally:
            point_at(before)
