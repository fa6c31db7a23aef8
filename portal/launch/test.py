"""`make test`: throwaway PostgreSQL and Redis on free ports, unless DATABASE_URL and REDIS_URL name others; pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from portal.launch.children import Child
from portal.launch.services import FAST_AND_FORGETFUL, ROOT, start_postgres, start_redis, test_binaries


def run(arguments: list[str]) -> int:
    """Run pytest with these arguments; its exit code."""
    folder = Path(tempfile.mkdtemp(prefix="portal-services-"))
    folder.chmod(0o755)
    children: list[Child] = []
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    try:
        if not environment.get("DATABASE_URL"):
            log = folder / "postgresql.log"
            log.touch()
            server, url = start_postgres(test_binaries(), folder / "data", log=log, settings=FAST_AND_FORGETFUL)
            children.append(server)
            environment["DATABASE_URL"] = url
        if not environment.get("REDIS_URL"):
            server, url = start_redis(folder)
            children.append(server)
            environment["REDIS_URL"] = url
        parallel = [] if any(word.startswith("-n") for word in arguments) else ["-n", "auto", "--dist", "loadgroup"]
        command = [sys.executable, "-m", "pytest", *parallel, *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        for child in reversed(children):
            child.stop()
        shutil.rmtree(folder, ignore_errors=True)
