"""Real processes for tests: web server, Celery worker, Redis. Each on a free port of its own, stopped by its id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool], *, seconds: float = 30, what: str = "") -> None:
    """Poll until the condition holds; AssertionError after `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what or condition}")


@dataclass
class Running:
    """A process under test with its log."""

    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """As the machine's failure would: at once, children included."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def running(command: list[str], *, env: Mapping[str, str], log: Path) -> Iterator[Running]:
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(env), stdout=sink, stderr=subprocess.STDOUT, start_new_session=True
        )
    child = Running(process, log)
    try:
        yield child
    finally:
        child.stop()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@contextmanager
def web_server(*, env: Mapping[str, str], log: Path, port: int, threads: int = 4) -> Iterator[str]:
    """gunicorn on the live database; yields its base address."""
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", str(threads), "--graceful-timeout", "3"]
    with running(command, env=env, log=log) as child:
        wait_until(lambda: _alive(child) and answers(f"{base}/healthz"), what=f"web server, see {log}")
        yield base


@contextmanager
def celery_worker(*, env: Mapping[str, str], log: Path, options: tuple[str, ...] = ()) -> Iterator[Running]:
    """A worker of one process, ready to take tasks."""
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--concurrency", "1", "--loglevel", "INFO"]
    command += ["--without-gossip", "--without-mingle", *options]
    with running(command, env=env, log=log) as child:
        wait_until(lambda: _alive(child) and " ready." in child.output(), what=f"worker, see {log}")
        yield child


@contextmanager
def redis_server(*, log: Path, port: int) -> Iterator[str]:
    """A private Redis that keeps nothing; yields its address."""
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with running(command, env=os.environ, log=log) as child:
        wait_until(lambda: _alive(child) and "Ready to accept" in child.output(), what=f"Redis, see {log}")
        yield f"redis://127.0.0.1:{port}/0"


def _alive(child: Running) -> bool:
    if child.process.poll() is not None:
        raise AssertionError(f"ended with {child.process.returncode}:\n{child.output()[-4000:]}")
    return True
