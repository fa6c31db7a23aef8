"""Child processes that never outlive the launcher: own session, own log, stopped by their id."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    def ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self, patience: float = 10) -> None:
        """Ask, wait `patience` seconds, then end the whole group."""
        if not self.ended():
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


def start(
    name: str,
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    log: Path,
    cwd: Path,
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start a child that the kernel stops too if the launcher is killed. `user` is taken when the launcher is root."""

    def die_with_parent() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))

    with log.open("ab") as sink:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
            **as_user(user),  # type: ignore[call-overload]
        )
    return Child(name, process, log, stop_signal)


def as_user(user: str | None) -> dict[str, object]:
    """Arguments for subprocess that run it as `user`, alone in its groups; none when `user` is None."""
    if user is None:
        return {}
    import grp
    import pwd

    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": grp.getgrgid(entry.pw_gid).gr_name, "extra_groups": []}


def wait_until(condition: Callable[[], bool], child: Child, *, seconds: float = 60) -> None:
    """Poll until the condition holds; RuntimeError with the end of the log when the child ends or time is up."""
    until = time.monotonic() + seconds
    while not condition():
        if child.ended() or time.monotonic() > until:
            tail = child.log.read_text(errors="replace")[-3000:] if child.log.exists() else ""
            raise RuntimeError(f"{child.name} did not start:\n{tail}")
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
