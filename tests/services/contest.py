"""Acts that people do in the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from portal.values.refusal import Refused


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts together; what each came to ("done" or the code of its first refusal), sorted."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait()
            act()
        except Refused as refused:
            return refused.codes[0]
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))
