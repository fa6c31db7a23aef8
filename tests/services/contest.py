"""Acts that people do in the same moment, each on a connection of its own."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from threading import Barrier

from django.db import OperationalError, connection

from portal.values.refusal import Refused

PATIENCE = 60
_INHERITED: list[object] = []


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts together; what each came to ("done" or the code of its first refusal), sorted."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            _connect()
            start.wait(PATIENCE)
            act()
        except Refused as refused:
            return refused.codes[0]
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def in_processes(*acts: Callable[[], object], patience: float = 2 * PATIENCE) -> list[str]:
    """Run the acts together, each in a process of its own; what each came to ("done" or a refusal's code), sorted.

    The processes are forked, so an act may close over rows; each opens its own connection and waits for all others.
    """
    connection.close()
    forks = multiprocessing.get_context("fork")
    start = forks.Barrier(len(acts))
    ends = [forks.Pipe(duplex=False) for _act in acts]
    runs = [
        forks.Process(target=_run_alone, args=(act, start, sender))
        for act, (_receiver, sender) in zip(acts, ends, strict=True)
    ]
    for run in runs:
        run.start()
    try:
        return sorted(receiver.recv() if receiver.poll(patience) else "silent" for receiver, _sender in ends)
    finally:
        for run in runs:
            run.join(5)
            if run.is_alive():
                run.kill()


def _connect() -> None:
    """Take a place at the server, which other tests may fill for a moment."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _run_alone(act: Callable[[], object], start: Barrier, tell: Connection) -> None:
    """The body of one process. It leaves without the clean-up that belongs to the process it was forked from."""
    _INHERITED.append(connection.connection)  # kept, so that it is not closed from here; never used
    try:
        connection.connection, connection.in_atomic_block, connection.closed_in_transaction = None, False, False
        _connect()
        start.wait(PATIENCE)
        act()
        tell.send("done")
    except Refused as refused:
        tell.send(refused.codes[0])
    except BaseException as error:
        tell.send(f"{type(error).__name__}: {error}")
    finally:
        connection.close()
        os._exit(0)
