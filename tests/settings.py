"""The portal's settings with the few that must differ in tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "PORTAL_TEST_ROOT" not in os.environ:
    os.environ["PORTAL_TEST_ROOT"] = tempfile.mkdtemp(prefix="portal-test-")
    atexit.register(shutil.rmtree, os.environ["PORTAL_TEST_ROOT"], ignore_errors=True)
# One folder for each test process; the processes that it starts share it.
_ROOT = Path(os.environ["PORTAL_TEST_ROOT"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
_STATIC_ROOT = _ROOT / "static"
for _folder in ("static", "private", "broker/queue", "broker/control"):
    (_ROOT / _folder).mkdir(parents=True, exist_ok=True)
# The Redis that was given is for tests that ask for it; all others queue in a folder of their own.
os.environ.setdefault("PORTAL_TEST_REDIS_URL", os.environ.get("REDIS_URL", ""))
if os.environ.get("REDIS_URL") == os.environ["PORTAL_TEST_REDIS_URL"]:
    os.environ["REDIS_URL"] = ""
os.environ |= {
    "DEBUG": "0",
    "DEMO": "0",
    "SECRET_KEY": "tests-only",
    "CLOCK_SHIFTABLE": "1",
    "EMAIL_URL": os.environ.get("EMAIL_URL", "memorymail://"),
    "PRIVATE_STORAGE": str(_ROOT / "private"),
    "CHECKPOINT_FOLDER": "",
    "PUBLIC_BASE_URL": os.environ.get("PUBLIC_BASE_URL", "http://testserver"),
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "BROKER_FOLDER": str(_ROOT / "broker"),
}
os.environ.setdefault("DATABASE_URL", "postgres://root@127.0.0.1:5432/postgres")
os.environ.setdefault("PORTAL_TEST_OWNER_URL", os.environ["DATABASE_URL"])

from portal.settings import *  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = _STATIC_ROOT
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
