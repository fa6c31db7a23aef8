"""`make demo`: the whole portal on this machine, with its own PostgreSQL, a worker and a clock, and nothing left after.

DATABASE_URL (and DATABASE_OWNER_URL for its owner) or REDIS_URL name other servers.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from portal.launch import stamps
from portal.launch.children import Child, port_is_taken, start, wait_until
from portal.launch.services import ROOT, embedded_binaries, home, start_postgres

APP_ROLE = "portal_app"
DATABASE = "portal"
COMMANDS = (("sync_rules",), ("import_catalogue", "catalog/data/catalogue.csv"), ("load_demo",))

WORKER = ("--concurrency", "1", "--loglevel", "INFO", "--without-gossip")
GUNICORN = ("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--graceful-timeout", "3")


def run() -> int:
    """Serve until Ctrl-C; 0 when all stopped cleanly, 1 when a process ended by itself."""
    for stop in (signal.SIGTERM, signal.SIGINT):  # a shell in the background hands down an ignored SIGINT
        signal.signal(stop, signal.default_int_handler)
    port = int(os.environ.get("PORT") or 8000)
    if port_is_taken(port):
        print(f"Port {port} is in use. Choose another: make demo PORT=8001", file=sys.stderr)
        return 1
    folder = home()
    children: list[Child] = []
    try:
        owner_url, app_url = _database(folder, children)
        environment = _environment(folder, port, app_url)
        _prepare(folder, environment, owner_url)
        children += _serve(folder, port, environment)
        _welcome(port, Path(environment["DEMO_SECRETS_FILE"]))
        return _watch(children)
    except KeyboardInterrupt:
        return 0
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if children:
            print("\nStopping …", flush=True)
        for child in reversed(children):
            child.stop()


def _secrets(folder: Path) -> dict[str, str]:
    """This demo's passwords and keys, made once, readable by their owner only."""
    path = folder / "secrets.json"
    if not path.exists():
        path.touch(mode=0o600)
        made = {name: secrets.token_urlsafe(32) for name in ("secret_key", "owner", "app")}
        path.write_text(json.dumps(made))
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _database(folder: Path, children: list[Child]) -> tuple[str, str]:
    """The owner's URL and the application's, of the server that was named or of one of our own."""
    given = os.environ.get("DATABASE_URL", "")
    if os.environ.get("DATABASE_OWNER_URL"):
        return os.environ["DATABASE_OWNER_URL"], given
    if given:
        return given, _as_app_role(given)
    kept = _secrets(folder)
    log = folder / "postgresql.log"
    log.unlink(missing_ok=True)
    log.touch()
    server, url = start_postgres(embedded_binaries(), folder / "database", log=log, password=kept["owner"])
    children.append(server)
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
            create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(create.format(sql.Identifier(APP_ROLE), sql.Literal(kept["app"])))
        if stamps.migrations_were_rewritten(folder):
            print("Migrations were rewritten: the demo's data are made anew.", flush=True)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(DATABASE)))
            _forget(folder)
        elif _was_broken_off(url):
            print("Loading the demo's cases was interrupted: they are made anew.", flush=True)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(DATABASE)))
            _forget(folder)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
            _forget(folder)
    parts = urlsplit(url)
    address = parts.netloc.rpartition("@")[2]
    return (
        urlunsplit(parts._replace(path=f"/{DATABASE}")),
        urlunsplit(parts._replace(path=f"/{DATABASE}", netloc=f"{APP_ROLE}:{kept['app']}@{address}")),
    )


def _was_broken_off(url: str) -> bool:
    """Whether a case of the demo has begun and never finished."""
    try:
        with psycopg.connect(urlunsplit(urlsplit(url)._replace(path=f"/{DATABASE}"))) as connection:
            unfinished = connection.execute("SELECT 1 FROM demo_democase WHERE finished_at IS NULL").fetchone()
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return False
    return unfinished is not None


def _forget(folder: Path) -> None:
    """Remove what belongs to a database that is no more."""
    stamps.clear(folder)
    shutil.rmtree(folder / "private", ignore_errors=True)
    shutil.rmtree(folder / "mail", ignore_errors=True)
    (folder / "people.json").unlink(missing_ok=True)


def _as_app_role(url: str) -> str:
    """The same log-in acting as the role that owns nothing; as given where that role may not be made."""
    with psycopg.connect(url, autocommit=True) as connection:
        role = sql.Identifier(APP_ROLE)
        try:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {}").format(role))
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        except psycopg.errors.InsufficientPrivilege:
            print(f"Note: {APP_ROLE} cannot be made on this server; the portal connects as given.", flush=True)
            return url
    return f"{url}{'&' if '?' in url else '?'}options={quote(f'-c role={APP_ROLE}')}"


def _environment(folder: Path, port: int, app_url: str) -> dict[str, str]:
    broker = folder / "broker"
    shutil.rmtree(broker, ignore_errors=True)
    for name in ("queue", "control"):
        (broker / name).mkdir(parents=True)
    private = folder / "private"
    private.mkdir(exist_ok=True)
    private.chmod(0o700)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEMO": "1",
        "DEBUG": "0",
        "CLOCK_SHIFTABLE": "1",
        "SECRET_KEY": _secrets(folder)["secret_key"],
        "DATABASE_URL": app_url,
        "DATABASE_APP_ROLE": APP_ROLE,
        "BROKER_FOLDER": str(broker),
        "PRIVATE_STORAGE": str(private),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "DEMO_SECRETS_FILE": str(folder / "people.json"),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
    }


def _prepare(folder: Path, environment: dict[str, str], owner_url: str) -> None:
    """Tables, reference data, static files and the demo's cases; nothing when the sources are those of last time."""
    if stamps.is_current(folder, owner_url):
        return
    owner = {**environment, "DATABASE_URL": owner_url}
    _manage("Building the tables", owner, "migrate", "--no-input", "--verbosity", "0")
    _manage("Collecting static files", environment, "collectstatic", "--no-input", "--verbosity", "0")
    for command in COMMANDS:
        if stamps.has_command(command[0]):
            _manage(f"Running {command[0]}", environment, *command)
    stamps.write(folder, owner_url)


def _manage(what: str, environment: dict[str, str], *command: str) -> None:
    print(f"{what} …", flush=True)
    whole = [sys.executable, "manage.py", *command]
    done = subprocess.run(whole, cwd=ROOT, env=environment, check=False, text=True, stdout=subprocess.PIPE)
    if done.returncode:
        raise RuntimeError(f"{done.stdout}\nmanage.py {command[0]} failed")


def _serve(folder: Path, port: int, environment: dict[str, str]) -> list[Child]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "portal"]
    quiet = {**environment, "PYTHONWARNINGS": "ignore"}
    commands = {
        "web": [*python, "gunicorn", "portal.wsgi", *GUNICORN, "--bind", f"127.0.0.1:{port}"],
        "worker": [*celery, "worker", "--queues", "celery", *WORKER],
        "papers": [*celery, "worker", "--queues", "pdf", "--hostname", "papers@%h", *WORKER],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--schedule", str(folder / "beat"), "--pidfile", ""],
    }
    started: list[Child] = []
    try:
        for name, command in commands.items():
            log = folder / f"{name}.log"
            log.unlink(missing_ok=True)
            started.append(start(name, command, env=quiet, log=log, cwd=ROOT))
        wait_until(lambda: _answers(f"http://127.0.0.1:{port}/readyz"), started[0])
    except BaseException:
        for child in reversed(started):
            child.stop()
        raise
    return started


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _welcome(port: int, people_file: Path) -> None:
    """The address and who may come in, from the private file that load_demo keeps."""
    lines = ["", f"阳光购服 demo: http://127.0.0.1:{port}/   (Ctrl-C stops it; logs in {people_file.parent})", ""]
    if people_file.exists():
        known = json.loads(people_file.read_text())
        lines += ["  user name            password             person"]
        lines += [f"  {p['username']:<20} {p['password']:<20} {p['name']}" for p in known["people"]]
        if known.get("key_holders"):
            lines += ["", "  key holder           passphrase"]
            lines += [f"  {holder['username']:<20} {holder['passphrase']}" for holder in known["key_holders"]]
    print("\n".join(lines), flush=True)


def _watch(children: list[Child]) -> int:
    """Wait for Ctrl-C; when a process ends by itself, say so and end."""
    while True:
        for child in children:
            if child.ended():
                raise RuntimeError(f"{child.name} ended by itself, see {child.log}")
        time.sleep(0.5)
