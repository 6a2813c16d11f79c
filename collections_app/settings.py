"""How is the product set up? Everything comes from the environment; `.env.example` lists it all."""

import sys

from django.core.exceptions import ImproperlyConfigured

from collections_app import env
from collections_app.local import where

DEBUG = env.truth("DEBUG", False)
TESTING = where.for_tests()
DEFAULT_SECRET_KEY = "only-for-make-run-and-tests"
SECRET_KEY = env.words("SECRET_KEY") or where.secret_key() or DEFAULT_SECRET_KEY
# Embedded servers behind `make run`, `make test` and a bare manage.py: one machine, no strangers.
BARE = where.uses_embedded_postgres() and where.uses_embedded_redis()
if SECRET_KEY == DEFAULT_SECRET_KEY and not (DEBUG or TESTING or BARE):
    raise ImproperlyConfigured("SECRET_KEY must be set to a secret of your own.")
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS", [])
UTILITY_NAME = env.words("UTILITY_NAME")
# What letters say about the office until the rulebook has rows of its own (notices/office.py).
OFFICE_ADDRESS = [line.strip() for line in env.words("OFFICE_ADDRESS").split("|") if line.strip()]
OFFICE_PHONE = env.words("OFFICE_PHONE")
OFFICE_HOURS = env.words("OFFICE_HOURS")
LETTERS_MAY_LACK_OFFICE = DEBUG or TESTING or BARE  # then a placeholder stands in the letter

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "core",
    "core.history",
    "core.rulebook",
    "core.staff",
    "core.approvals",
    "accounts",
    "accounts.holds",
    "accounts.documents",
    "accounts.contacts",
    "accounts.tasks",
    "accounts.people",
    "accounts.places",
    "accounts.notes",
    "accounts.visits",
    "ledger",
    "notices",
    "payment_plans",
    "payment_plans.promises",
    "payment_plans.budgets",
    "inquiries",
    "shutoffs",
    "collections_app.treatments",
    "collections_app.interchange",
    "collections_app.night",
    "collections_app.desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "core.policy_header.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.staff.idle.RenewedByPeople",
    "collections_app.desk.keeping.KeepsWhatOneWorks",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "collections_app.urls"
WSGI_APPLICATION = "collections_app.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [where.CHECKOUT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "collections_app.desk.context.frame",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATA = where.data_folder()
PRACTICE = where.is_practice()
FILES_ROOT = where.files_folder()
EXTRACTS_ROOT = where.extracts_folder()
DATABASES = {"default": where.database()}
DATABASES["default"].setdefault("CONN_MAX_AGE", 600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS = where.redis_urls()
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS["cache"]},
    # Parts of a page that follow from what they are kept under; nothing in it is ever out of date.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}},
}

CELERY_BROKER_URL = REDIS["broker"]
CELERY_RESULT_BACKEND = REDIS["results"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "America/Chicago"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(where.beat_schedule_file())

AUTH_USER_MODEL = "staff.Person"
AUTHENTICATION_BACKENDS = ["core.staff.sessions.Staff"]
SESSION_ENGINE = "core.staff.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "staff:log_in"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 30 * 60  # idle minutes before a session ends: what a person does renews it
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
if PRACTICE:  # beside the real site on one machine; browsers tell cookies apart by name, not by port
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "practice_session", "practice_csrf"

HTTPS = env.truth("HTTPS", not (DEBUG or TESTING or BARE))
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
X_FRAME_OPTIONS = "SAMEORIGIN"  # the letter preview shows its own PDF beside its facts
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which wants DENY
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LANGUAGE_CODE = "en"
TIME_ZONE = "America/Chicago"
USE_TZ = True
# Pages are in English alone, and looking every word up in catalogues that are empty took a tenth of a page's time. The
# first catalogue of pages turns this on; all words are wrapped for it.
USE_I18N = False
USE_THOUSAND_SEPARATOR = False

# Letters by e-mail, for customers who chose it. Without a server of its own production sends none and writes on paper;
# on one machine they are files under DATA.
SMTP_SECURITY = env.one_of("SMTP_SECURITY", "starttls", ("starttls", "tls", "none"))
EMAIL_HOST = env.words("SMTP_HOST")
EMAIL_PORT = env.whole("SMTP_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.words("SMTP_USER"), env.words("SMTP_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP_SECURITY == "starttls", SMTP_SECURITY == "tls"
EMAIL_TIMEOUT = 30
EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = env.mailbox("MAIL_FROM", "" if EMAIL_HOST else "letters@example.org")
if EMAIL_HOST and not DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured("MAIL_FROM must say from which address letters by e-mail come.")
if EMAIL_HOST_USER and SMTP_SECURITY == "none":
    raise ImproperlyConfigured("SMTP_SECURITY must be starttls or tls: without it SMTP_PASSWORD would travel open.")
LETTERS_MAY_BE_EMAILED = bool(EMAIL_HOST) or DEBUG or TESTING or BARE
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"

STATIC_URL = "static/"
STATICFILES_DIRS = [where.CHECKOUT / "static"]
STATIC_ROOT = env.words("STATIC_ROOT") or DATA / "static"
MANIFEST = not (DEBUG or TESTING or BARE)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not MANIFEST
WHITENOISE_AUTOREFRESH = TESTING

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "core.logs.WithoutRows", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
