"""The example environment names every setting, and production refuses to start without its secrets."""

import os
import re
import subprocess
import sys

import pytest

from portal.settings import env
from tests.architecture.sources import ROOT

ONLY_OF_COMPOSE = {"DATABASE_OWNER_PASSWORD", "DATABASE_APP_PASSWORD", "PORT"}
PRODUCTION = {
    "SECRET_KEY": "a-key-for-the-check-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PUBLIC_BASE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://portal_app@127.0.0.1:1/portal",
    "PRIVATE_STORAGE": "/nonexistent",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def _check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`check --deploy` under this environment and no other."""
    whole = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings", **environment}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, text=True, check=False)


def test_the_example_names_every_setting_and_no_other() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert named - ONLY_OF_COMPOSE == set(env.scheme)


def test_production_settings_are_clean() -> None:
    done = _check(PRODUCTION)

    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize("secret", ["SECRET_KEY", "DATABASE_URL", "PRIVATE_STORAGE", "EMAIL_URL"])
def test_production_does_not_start_without(secret: str) -> None:
    done = _check({name: value for name, value in PRODUCTION.items() if name != secret})

    assert (done.returncode, f"Set the environment variable {secret}" in done.stderr) == (1, True)
