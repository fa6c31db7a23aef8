"""Readies a fresh machine: system libraries, virtual environment, packages. Runs on any Python >= 3.11 by file name.

python3 portal/launch/bootstrap.py demo|dev
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".synced"
FONT_FOLDERS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/google-noto-cjk")


def _library(name: str) -> Callable[[], bool]:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _cjk_fonts() -> bool:
    return any(next(Path(folder).glob("*CJK*"), None) for folder in FONT_FOLDERS)


def _venv_module() -> bool:
    if shutil.which("uv"):
        return True
    probe = "import ensurepip, venv"
    return subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False).returncode == 0


# Debian's package and how to see that what it brings is there already, wherever it came from.
DEMO_NEEDS: dict[str, Callable[[], bool]] = {
    "python3-venv": _venv_module,
    "libpango-1.0-0": _library("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": _library("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": _library("libharfbuzz-subset.so.0"),
    "fonts-noto-cjk": _cjk_fonts,
}
DEV_NEEDS: dict[str, Callable[[], bool]] = {
    **DEMO_NEEDS,
    "chromium": lambda: bool(os.environ.get("CHROMIUM")) or _program("chromium")(),
    "redis-server": lambda: bool(os.environ.get("REDIS_URL")) or _program("redis-server")(),
    "gettext": _program("xgettext"),
}


def install_system_packages(needs: dict[str, Callable[[], bool]]) -> None:
    """Install what is missing through apt as root; otherwise say exactly what to install and stop."""
    missing = [package for package, is_there in needs.items() if not is_there()]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"These system packages are missing; install them and start again:\n    sudo {' '.join(install)}")
    print(f"Installing system packages: {' '.join(missing)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False, stdout=subprocess.DEVNULL)
    subprocess.run(install, env=quiet, check=True, stdout=subprocess.DEVNULL)


def _uv() -> str:
    """uv, from the PATH or from a small environment of its own."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return found
    home = ROOT / ".make" / "uv"
    if not (home / "bin" / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(home / "bin" / "pip"), "install", "--quiet", "uv"], check=True)
    return str(home / "bin" / "uv")


def sync(kind: str) -> None:
    """Bring .venv to the lock file's state; nothing to do when it is there already."""
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()[:16]
    done = STAMP.read_text().split() if STAMP.exists() else []
    if digest in done and (kind in done or "dev" in done):
        return
    print("Installing Python packages", flush=True)
    groups = ["--no-default-groups", "--group", "demo", "--inexact"] if kind == "demo" else []
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(VENV)}
    environment.pop("VIRTUAL_ENV", None)
    command = [_uv(), "sync", "--frozen", "--quiet", *groups]
    if not VENV.exists():
        command += ["--python", sys.executable]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    STAMP.write_text(f"{digest} {kind}\n")


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "dev"
    if sys.version_info < (3, 11):  # noqa: UP036 - any Python may be asked to run this file
        sys.exit("Python 3.11 or newer is needed; name it with `make PYTHON=…`.")
    install_system_packages(DEMO_NEEDS if kind == "demo" else DEV_NEEDS)
    sync(kind)


if __name__ == "__main__":
    main()
