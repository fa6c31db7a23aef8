"""The folder that stands in for a broker: a reader never meets half a message."""

from __future__ import annotations

import threading
from queue import Empty

from kombu import Connection

from portal.celery import app

MESSAGES = 8
LONG = ["养护"] * 100_000  # long enough that writing it takes a while


def test_a_message_is_never_read_before_it_is_whole(tmp_path):
    for name in ("queue", "control"):
        (tmp_path / name).mkdir()
    folders = {"data_folder_in": str(tmp_path / "queue"), "data_folder_out": str(tmp_path / "queue"),
               "control_folder": str(tmp_path / "control")}  # fmt: skip
    url = app.connection_for_write().as_uri()
    with Connection(url, transport_options=folders) as writer, Connection(url, transport_options=folders) as reader:
        source, sink = reader.channel(), writer.channel()
        sending = threading.Thread(
            target=lambda: [sink._put("celery", {"n": n, "body": LONG}) for n in range(MESSAGES)]
        )
        sending.start()

        found = []
        while sending.is_alive() or len(found) < MESSAGES:
            try:
                found.append(source._get("celery")["n"])
            except Empty:
                continue
        sending.join()

    assert sorted(found) == list(range(MESSAGES))
