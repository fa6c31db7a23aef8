"""Every setting of the portal, typed, from the environment. Secrets have no default outside DEBUG and DEMO."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from kombu.entity import Queue

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    DEBUG=(bool, False),
    DEMO=(bool, False),
    SECRET_KEY=(str, ""),
    ALLOWED_HOSTS=(list, []),
    PUBLIC_BASE_URL=(str, "http://127.0.0.1:8000"),
    TRUST_PROXY=(bool, False),
    DATABASE_URL=(str, ""),
    DATABASE_APP_ROLE=(str, "portal_app"),
    CLOCK_SHIFTABLE=(bool, False),
    REDIS_URL=(str, ""),
    BROKER_FOLDER=(str, ""),
    CACHE_URL=(str, "locmemcache://"),
    PRIVATE_STORAGE=(str, ""),
    CHECKPOINT_FOLDER=(str, ""),
    FILES_MAX_BYTES=(int, 50 * 1024 * 1024),
    EMAIL_URL=(str, ""),
    DEFAULT_FROM_EMAIL=(str, "noreply@localhost"),
    DEMO_SECRETS_FILE=(str, ""),
    LOG_LEVEL=(str, "INFO"),
)
environ.Env.read_env(BASE_DIR / ".env")

# Where we are
DEBUG: bool = env("DEBUG")
DEMO: bool = env("DEMO")
_RELAXED = DEBUG or DEMO


def _required(name: str, relaxed: str) -> str:
    """The variable's value; without one, `relaxed` in DEBUG and DEMO and an error anywhere else."""
    value: str = env(name)
    if value:
        return value
    if _RELAXED:
        return relaxed
    raise environ.ImproperlyConfigured(f"Set the environment variable {name}")


SECRET_KEY = _required("SECRET_KEY", "demo-only-key-that-protects-nothing-outside-this-machine")
PUBLIC_BASE_URL: str = env("PUBLIC_BASE_URL").rstrip("/")
_PUBLIC = urlsplit(PUBLIC_BASE_URL)
_HTTPS = _PUBLIC.scheme == "https"
ALLOWED_HOSTS: list[str] = env("ALLOWED_HOSTS") or [
    _PUBLIC.hostname or "localhost",
    *(["localhost", "127.0.0.1"] if _RELAXED else []),
]

# What it is made of: the kernel from the bottom up, then the apps from the bottom up
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "django_filters",
    "import_export",
    "portal.values",
    "portal.accounts",
    "portal.statutes",
    "portal.audit",
    "portal.outbox",
    "portal.workflow",
    "portal.files",
    "portal.notify",
    "portal.reports",
    "portal.ui",
    "catalog",
    "purchasing",
    "contracts",
    "evaluation",
    "disclosure",
    "portal.demo",
]

MIDDLEWARE = [
    "portal.ui.request_id.RequestIdMiddleware",
    "portal.ui.proxy.ProxyMiddleware",
    "disclosure.site.cache.PublicPageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.ui.middleware.StrictInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.accounts.middleware.ActorMiddleware",
    "portal.ui.system.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.ui.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.frame",
            ],
        },
    },
]

# Data. The owner's role runs migrate; web, worker and beat connect as DATABASE_APP_ROLE, which owns nothing.
DATABASES = {
    "default": {
        **env.db_url_config(_required("DATABASE_URL", "postgres://127.0.0.1:5432/portal")),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DATABASE_APP_ROLE: str = env("DATABASE_APP_ROLE")
CLOCK_SHIFTABLE: bool = env("CLOCK_SHIFTABLE")
CACHES = {"default": env.cache_url_config(env("CACHE_URL"))}
PRIVATE_STORAGE = Path(_required("PRIVATE_STORAGE", str(BASE_DIR / "var" / "private")))
FILES_MAX_BYTES: int = env("FILES_MAX_BYTES")
FILE_UPLOAD_HANDLERS = [
    "portal.files.handlers.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Checkpoints of the audit chains: better on another machine's disk, where the database's owner cannot write.
CHECKPOINT_FOLDER = Path(env("CHECKPOINT_FOLDER") or PRIVATE_STORAGE / "checkpoints")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "portal.ui.errors.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the row of a lock would grow with each knock at it
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username"]

# Language and time. English joins LANGUAGES when its catalogue is complete: half a language is worse than none.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files the browser loads
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_STORAGE}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What the browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
TRUST_PROXY: bool = env("TRUST_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "portal.ui.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL] if _HTTPS else []

# Mail
globals().update(env.email_url_config(_required("EMAIL_URL", "consolemail://")))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Work outside requests. The database is the truth; a lost broker loses nothing, so a publish never waits for it.
_BROKER_FOLDER = env("BROKER_FOLDER") or str(BASE_DIR / "var" / "broker")
CELERY_BROKER_URL = env("REDIS_URL") or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_connect_timeout": 1, "socket_timeout": 10}
    if env("REDIS_URL")
    else {
        "data_folder_in": f"{_BROKER_FOLDER}/queue",
        "data_folder_out": f"{_BROKER_FOLDER}/queue",
        "control_folder": f"{_BROKER_FOLDER}/control",
        "store_processed": False,
        "polling_interval": 0.2,
    }
)
# A paper takes seconds: papers wait in a queue of their own, so that no message, mail or opening waits behind them. A
# worker that names no queue takes from both.
CELERY_TASK_QUEUES = tuple(Queue(name) for name in ("celery", "pdf"))  # type: ignore[no-untyped-call]
CELERY_TASK_ROUTES = {"portal.reports.tasks.*": {"queue": "pdf"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
_BEAT = {
    "portal.outbox.tasks.relay_events": 3,
    "portal.workflow.tasks.sweep_deadlines": 20,
    "portal.notify.tasks.send_mails": 10,
    "portal.reports.tasks.render_pending": 10,
    "purchasing.opening.tasks.open_released": 5,
    "portal.audit.tasks.checkpoint": 600,
    "portal.files.tasks.remove_orphan_files": 600,
    "purchasing.budget.tasks.reconcile_daily": 1800,
    "purchasing.budget.tasks.fold_ledger": 300,
}
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": float(seconds), "options": {"expires": seconds}} for task, seconds in _BEAT.items()
}

# The demo's passphrases of the key holders; no such file outside a demo
DEMO_SECRETS_FILE = Path(env("DEMO_SECRETS_FILE")) if env("DEMO_SECRETS_FILE") else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal.ui.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL")},
    "loggers": {"django": {"handlers": [], "propagate": True}, "django.server": {"handlers": [], "propagate": True}},
}
