"""Settings, read from the environment once.

`PORTAL_ENV` says where we are: `production` (the default, where nothing secret has a default), `development`
(`make run`) or `test`. What production demands stands in `plan_portal.production`; with less, no process starts.
"""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from plan_portal import broker, certificate, policies, production
from plan_portal.environment import Environment

env = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent
PORTAL_ENV = env.name
PRODUCTION = env.is_production
DEBUG = False  # A page that shows a stack also shows what people typed: never, not even in development.

VAR_DIR = Path(env.optional("PORTAL_VAR", str(BASE_DIR / "var")))
SECRET_KEY = env.text("SECRET_KEY", local=production.DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", local=["localhost", "127.0.0.1", "[::1]", "testserver"])
# The address people reach the portal at. Links in mail are made from it, never from a request's host.
PORTAL_URL = env.text("PORTAL_URL", local="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
DEMO_PASSWORD = env.optional("DEMO_PASSWORD")
# How many reverse proxies of our own stand before the server: an X-Forwarded-For beyond them is a stranger's word.
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "lucide",
    "simple_history",
    "agencies.apps.AgenciesConfig",
    "tasks.apps.TasksConfig",
    "reports.apps.ReportsConfig",
    "plan_portal.apps.PlanPortalConfig",
]

# Whatever sets a header stands outside WhiteNoise, so that static files and error pages carry it as well.
MIDDLEWARE = [
    "plan_portal.arrival.ArrivalMiddleware",
    "plan_portal.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "plan_portal.middleware.RefuseMalformedMiddleware",
    "plan_portal.readonly.ReadOnlyGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plan_portal.middleware.SessionLimitsMiddleware",
    "plan_portal.language.LanguageMiddleware",
    "plan_portal.middleware.NotAllowedMiddleware",
    "plan_portal.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "agencies.middleware.SecondStepMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "plan_portal.urls"
WSGI_APPLICATION = "plan_portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "reports.context.navigation",
            ],
            "libraries": {"portal": "plan_portal.templatetags.portal"},
            "builtins": ["plan_portal.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "plan_portal.form_renderer.FormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", local=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Write-ahead log and immediate transactions: readers never block, and two writers queue instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # A connection lives on between requests, and is asked whether it still does: a restarted server costs nothing.
    DATABASES["default"].setdefault("CONN_MAX_AGE", 0 if PORTAL_ENV == "test" else 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", PORTAL_ENV != "test")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.optional("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}
    )
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # Redis down must not sign people out.

# --- Who you are ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "agencies.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # Accounts are made by an administrator, with the office's address.
ACCOUNT_FORMS = {
    "login": "plan_portal.account_forms.LoginForm",
    "change_password": "plan_portal.account_forms.ChangePasswordForm",
    "reset_password": "plan_portal.account_forms.ResetPasswordForm",
    "reset_password_from_key": "plan_portal.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "plan_portal.account_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "plan_portal.account_forms.AuthenticateForm",
    "reauthenticate": "plan_portal.account_forms.MFAReauthenticateForm",
    "activate_totp": "plan_portal.account_forms.ActivateTOTPForm",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "agencies.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "plan-portal"
# Roles that may do nothing before a second step of signing in is set up.
_POWERFUL_ROLES = ["approver", "coordinator", "leadership", "administrator"]
PORTAL_MFA_ROLES = env.some(
    "PORTAL_MFA_ROLES", default=_POWERFUL_ROLES if PRODUCTION else [], allowed=["reporter", *_POWERFUL_ROLES]
)
SESSION_COOKIE_AGE = 30 * 60  # Idle; SessionLimitsMiddleware renews it and ends it after the absolute limit.
SESSION_ABSOLUTE_AGE = 12 * 60 * 60
SESSION_RENEW_AFTER = 5 * 60  # So that reading pages writes the session at most every five minutes.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "plan_portal.errors.csrf_failure"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# --- Safe by default --------------------------------------------------------------------------------------------
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # Asked from inside, without TLS.
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
# Left at Django's own safe values: X_FRAME_OPTIONS, referrer and opener policy, HttpOnly and Lax cookies.
# Where mistakes may be loud, a GET that writes is an error; the tables named are bookkeeping, not the plan's data.
READONLY_GET = not PRODUCTION
# allauth notes when codes were looked at.
READONLY_GET_EXEMPT_TABLES = {"django_session", "mfa_authenticator"}
PERMISSIONS_POLICY_DENIED = policies.PERMISSIONS_DENIED
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.CONTENT_SECURITY}

# --- Languages and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = False  # Years and ids are not figures; figures go through the `number` filter.
FORMAT_MODULE_PATH = "plan_portal.formats"

# --- Files ------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.optional("MEDIA_ROOT", str(VAR_DIR / "media")))  # Only served by a view that checks.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if PORTAL_ENV == "test"
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
FILE_UPLOAD_HANDLERS = policies.UPLOAD_HANDLERS
SIGNING = certificate.Certificate(env.optional("SIGNING_CERTIFICATE"), env.optional("SIGNING_PASSPHRASE"))
SIGNATURE_AUTHORITIES = env.optional("SIGNATURE_AUTHORITIES")  # PEM: whose certificates are trusted.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Mail -------------------------------------------------------------------------------------------------------
MAIL = env.mail("EMAIL_URL", local="filemail://")
vars().update(MAIL)
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", local="portal@portal.invalid")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Celery -----------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = broker.address(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = broker.options(REDIS_URL, VAR_DIR / "broker")
CELERY_TASK_IGNORE_RESULT = True  # Progress and outcome live in the database, where pages can show them.
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1800  # Below the visibility timeout: a redelivered copy never runs beside the first.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3.0
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A worker's child that ever held more than this is replaced by a fresh one once its job is done: Python and Pango hand
# memory back rarely, and what one large document took would stay for good. Counted in jobs instead, a child would be
# replaced after hundreds of letters, and not after the one document that swelled it. It is the child's peak that is
# compared, so the bound lies above what a province's document needs (350 MB, as `make bench` holds it to): an ordinary
# build does not cost the next one the loaded fonts. Only processes (--pool=prefork, in .ci/Procfile) are replaced.
WORKER_MEMORY_MB = env.number("WORKER_MEMORY_MB", default=400, least=1)
CELERY_WORKER_MAX_MEMORY_PER_CHILD = WORKER_MEMORY_MB * 1024  # Celery counts in kibibytes, as getrusage does.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
# Beat only polls "do what is due": what is due is decided from the database, never from a schedule in settings.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "do-what-is-due": {"task": "reports.jobs.tick", "schedule": 60.0},
    "sweep": {"task": "reports.jobs.sweep", "schedule": 86_400.0},
}

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # They tell of every document.
    "loggers": {name: {"level": "WARNING"} for name in ("fontTools", "pikepdf", "weasyprint")},
}

# --- Refuse to start with less --------------------------------------------------------------------------------------
env.stop_if_unfit(
    production.problems(
        production.Production(
            secret_key=SECRET_KEY,
            allowed_hosts=ALLOWED_HOSTS,
            portal_url=PORTAL_URL,
            database_engine=DATABASES["default"]["ENGINE"],
            email_backend=MAIL["EMAIL_BACKEND"],
            email_host=MAIL.get("EMAIL_HOST") or "",
            default_from_email=DEFAULT_FROM_EMAIL,
            redis_url=REDIS_URL,
            demo_password=DEMO_PASSWORD,
            signing=certificate.problem_today(SIGNING, SIGNATURE_AUTHORITIES),
        )
    )
    if PRODUCTION
    else ()
)
