"""The portal as it runs in production, on the databases the bench makes: hashed and packed static files, no debugging."""

import os

os.environ.setdefault("LOG_LEVEL", "ERROR")

from tests.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_STORAGE}},  # noqa: F405
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
ROOT_URLCONF = "bench.urls"
