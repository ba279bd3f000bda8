"""Settings. Everything a site changes is an environment variable `MOTCUA_…`, read here and nowhere else.

`docs/reference/settings.md` is generated from the calls of `env` below.
"""

from __future__ import annotations

import json
import os
import secrets
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parents[3]

SETTINGS: dict[str, tuple[str, str]] = {}


def env(name: str, default: str, help: str) -> str:
    """Read one setting and remember its default and meaning for the generated reference."""
    SETTINGS[name] = (default, help)
    return os.environ.get(name, default)


# --- where things are kept -------------------------------------------------------------------------
VAR_DIR = Path(env("MOTCUA_VAR", str(BASE_DIR / "var"), "folder for the database, files, keys and caches"))
SETTINGS["MOTCUA_VAR"] = ("var", SETTINGS["MOTCUA_VAR"][1])
DATA_DIR = BASE_DIR / "data"


def _secret_key() -> str:
    """The signing key of sessions: from the environment, else made once and kept readable by us alone."""
    given = env(
        "MOTCUA_SECRET_KEY", "", "secret of sessions and tokens; empty: made once in MOTCUA_VAR/secret-key"
    )
    if given:
        return given
    path = VAR_DIR / "secret-key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(60))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        fresh.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = env("MOTCUA_DEBUG", "0", "1: technical errors and unhashed static files; never in an office") == "1"
UI_PAGE = DEBUG or env("MOTCUA_UI_PAGE", "0", "1: show the page of parts at /ui/") == "1"
ALLOWED_HOSTS = env(
    "MOTCUA_HOSTS", "127.0.0.1,localhost,[::1]", "host names the web answers to, by comma"
).split(",")
CSRF_TRUSTED_ORIGINS = [
    o for o in env("MOTCUA_ORIGINS", "", "https origins in front of the web, by comma").split(",") if o
]
HTTPS = env("MOTCUA_HTTPS", "0", "1: the site is reached over https (secure cookies, HSTS)") == "1"

env(
    "MOTCUA_CLOCK_OFFSET_S",
    "",
    "seconds the clock is moved by; only demo scenarios set in another year use it",
)

# --- the province ----------------------------------------------------------------------------------
PROVINCE_NAME = env("MOTCUA_PROVINCE_NAME", "tỉnh Ninh Bình", "name shown on every page")
PROVINCE_AGENCY = env(
    "MOTCUA_PROVINCE_AGENCY", "H42", "identification code of the provincial People's Committee"
)
PROVINCE_PLACE = env("MOTCUA_PROVINCE_PLACE", "37", "statistics code of the province")
PUBLIC_URL = env(
    "MOTCUA_PUBLIC_URL", "http://127.0.0.1:8000", "address printed in QR codes and letters"
).rstrip("/")

# --- rooms -----------------------------------------------------------------------------------------
ROOMS = [
    *(
        f"motcua.registries.{room}"
        for room in ("places", "calendars", "organizations", "people", "eforms", "procedures")
    ),
    *(
        f"motcua.services.{room}"
        for room in (
            "accounts",
            "notifications",
            "clients",
            "files",
            "signing",
            "scans",
            "payments",
            "vault",
            "workflow",
            "dossiers",
            "correspondence",
            "counters",
            "offline",
            "certifying",
            "reports",
            "forecasts",
            "feedback",
            "petitions",
            "indicators",
            "packages",
            "reorganisations",
        )
    ),
    *(f"motcua.web.{room}" for room in ("portal", "desk", "console", "api")),
]


def _stands(room: str) -> bool:
    try:
        return find_spec(f"{room}.apps") is not None
    except ModuleNotFoundError:
        return False


INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "motcua.kernel.numbers",
    "motcua.kernel.audit",
    "motcua.kernel.outbox",
    "motcua.ui",
    *(room for room in ROOMS if _stands(room)),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "motcua.kernel.web.SecurityHeadersMiddleware",
    "motcua.web.portal.reading.ReadingMiddleware",
    "motcua.web.api.door.ApiDoor",
    "motcua.kernel.web.NulMiddleware",
    "motcua.kernel.uploads.BodyBound",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "motcua.services.accounts.views.doors.SessionDoor",
    "motcua.services.offline.views.doors.MachineDoor",
    "motcua.kernel.web.ActorMiddleware",
    "motcua.kernel.web.RefusalMiddleware",
    "motcua.services.accounts.views.doors.FactorDoor",
    "axes.middleware.AxesMiddleware",
    "motcua.web.portal.visits.CountVisits",
]
OFFICE_PLACES = ["motcua.web.desk.nav.places", "motcua.web.console.nav.pages"]
"""Pages that the officers' palette leads to, an office each."""
API_CALLER = "motcua.services.clients.services.caller"
ACTOR_RESOLVER = "motcua.services.accounts.queries.actor_of_request"
ROOT_URLCONF = "motcua.config.urls"
WSGI_APPLICATION = "motcua.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "motcua.config.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "motcua.ui.forms.Renderer"

# --- database --------------------------------------------------------------------------------------
STAMP_BELIEVED_S = 1.0
"""How long a process believes that its copy of the calendar and the agencies is still good (`kernel.stamps`)."""
SQLITE_SYNCHRONOUS = env(
    "MOTCUA_SQLITE_SYNCHRONOUS",
    "FULL",
    "FULL in an office; NORMAL or OFF only where a power cut may cost the last moments",
)
DATABASE_URL = env(
    "MOTCUA_DATABASE_URL",
    "",
    "postgresql://user:password@host:5432/name; empty: SQLite in MOTCUA_VAR/motcua.sqlite3",
)


def _database(url: str) -> dict[str, object]:
    """One setting chooses the engine; the code above is the same on both."""
    if not url:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "motcua.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SQLITE_SYNCHRONOUS}; PRAGMA foreign_keys=ON; "
                    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456"
                ),
            },
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"MOTCUA_DATABASE_URL: only postgresql:// is known, not {parts.scheme}://")
    options: dict[str, object] = {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 20},
        # Every list is a short walk along an index that lies in memory: pages are near, and nothing is worth compiling.
        "options": "-c random_page_cost=1.1 -c jit=off",
        # `kernel.rows` sends the same texts again and again: the database plans them once a connection.
        "prepare_threshold": 2,
    }
    if not parts.hostname and "host=" in parts.query:
        options["host"] = unquote(parts.query.split("host=")[1].split("&")[0])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": options,
    }


DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/tai-khoan/vao/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "motcua.services.accounts.forms.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "motcua.services.accounts.views.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# A whole office signs in from one address at seven; guessing one name is stopped by axes and by the key limit.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "120/m/ip,15/5m/key", "signup": "60/m/ip"}
ACCOUNT_FORMS = {
    "login": "motcua.services.accounts.forms.LoginForm",
    "reauthenticate": "motcua.services.accounts.forms.ReauthenticateForm",
    "change_password": "motcua.services.accounts.forms.ChangePasswordForm",
}
MFA_ADAPTER = "motcua.services.accounts.views.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "motcua.services.accounts.forms.CodeForm",
    "reauthenticate": "motcua.services.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "motcua.services.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "motcua.services.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "motcua.services.accounts.forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Một Cửa"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "motcua.services.accounts.views.doors.locked_out"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "motcua.config.views.csrf_failure"

# --- language, time --------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "src" / "motcua" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- static files, uploads, visits -------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 86400
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 30
FILE_UPLOAD_TEMP_DIR = None
COUNT_VISITS = True  # a number a day in the portal's foot
UPLOAD_FILE_BYTES = 20_000_000  # one file while it streams; law/parameters/files says what is taken
BODY_BYTES = 64_000_000  # one request, by its announced length
FILE_UPLOAD_HANDLERS = [
    "motcua.kernel.uploads.BoundedFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "motcua.kernel.uploads.NamelessFiles",
]
# Limits and used one-time codes are counted once for all processes; figures of pages are kept by each process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    "quick": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# --- neighbours ------------------------------------------------------------------------------------
TIME_STAMP_URL = env(
    "MOTCUA_TIME_STAMP_URL", "", "RFC 3161 time-stamp service; empty: signatures are level B-B"
)
CLAMD = env("MOTCUA_CLAMD", "", "clamd socket path or host:port; empty: uploads are marked as not scanned")
MAIL_URL = urlsplit(
    env(
        "MOTCUA_MAIL_URL",
        "",
        "smtp://user:password@host:587 (STARTTLS) or smtps://…:465; empty: letters are files in MOTCUA_VAR/mail",
    )
)
if MAIL_URL.scheme:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = MAIL_URL.hostname or "localhost", MAIL_URL.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL_URL.username or ""), unquote(MAIL_URL.password or "")
    EMAIL_USE_SSL = MAIL_URL.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_PORT == 587
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("MOTCUA_MAIL_FROM", "Một Cửa <motcua@localhost>", "sender of letters")
SMS_URL = env(
    "MOTCUA_SMS_URL",
    "",
    "address of the provider's gateway for text messages; empty: none are sent or offered",
)
SMS_SECRET_FILE = env(
    "MOTCUA_SMS_SECRET_FILE",
    "",
    "file (mode 0600) with the secret shared with that provider: messages and reports of delivery are signed with it",
)
PUSH_KEY_FILE = env(
    "MOTCUA_PUSH_KEY_FILE",
    "",
    "file (mode 0600) with the private key (PEM, P-256) we ring browsers with; empty: none are rung or offered",
)
PUSH_HOSTS = env(
    "MOTCUA_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,web.push.apple.com,*.notify.windows.com",
    "push services of browsers that may be called, separated by commas",
).split(",")
CARRIERS = {
    "mail": "motcua.gateways.mail.Mail",
    "sms": "motcua.gateways.sms.HttpSms",
    "push": "motcua.gateways.push.WebPush",
}
OPEN_DOSSIERS = "motcua.services.dossiers.queries.open_count.open_by_procedure"
CITIZENS_DRAFTS = "motcua.services.dossiers.queries.open_count.drafts_by_procedure"
MATTERS = "motcua.registries.procedures.queries.matters"
VOICE = "motcua.gateways.voice.Espeak"
PARTNERS = json.loads(
    env(
        "MOTCUA_PARTNERS",
        "{}",
        'agencies of joint procedures that work in a system of their own: {"lane": {"url": "https://…", "contact": "name, phone"}}',
    )
)
PARTNER = "motcua.gateways.partner.HttpPartner"
VIRUS_SCANNER = "motcua.gateways.virus_scanner.Clamd"
PROCESS_IN_FORCE = "motcua.services.workflow.queries.has_published"
PROCESSES_IN_FORCE = "motcua.services.workflow.queries.published_names"
PROCESS_OVER_LIMIT = "motcua.services.workflow.queries.over_limit"
EFORM_READERS = [
    "motcua.config.wiring.process_fields",
    "motcua.config.wiring.result_fields",
    "motcua.registries.procedures.queries.case_fields",
]
TIME_STAMPER = "motcua.gateways.time_stamp.HttpTimeStamper"
PKCS11_MODULE = env(
    "MOTCUA_PKCS11_MODULE", "", "PKCS#11 library of the signing tokens; empty: keys are PKCS#12 files"
)
KEY_SECRET_FILE = env(
    "MOTCUA_KEY_SECRET_FILE",
    "",
    "file (mode 0600) with the passphrase of keys; empty: MOTCUA_VAR/pki/passphrase",
)
SCAN_TIMEOUT_S = int(env("MOTCUA_SCAN_TIMEOUT_S", "60", "seconds the work on one scanned page may take"))
SCAN_MEMORY_MB = int(
    env("MOTCUA_SCAN_MEMORY_MB", "2048", "memory the work on one scanned page may take, in MB")
)
VERIFY_TIMEOUT_S = int(env("MOTCUA_VERIFY_TIMEOUT_S", "20", "seconds one check of a signed file may take"))
VERIFY_MEMORY_MB = int(
    env("MOTCUA_VERIFY_MEMORY_MB", "1024", "memory one check of a signed file may take, in MB")
)
TRUST_ROOTS = env(
    "MOTCUA_TRUST_ROOTS", "", "folder of trusted root certificates (PEM) beside the demo authority's"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env("MOTCUA_LOG_LEVEL", "WARNING", "log level")},
}
