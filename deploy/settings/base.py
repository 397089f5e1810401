"""What both instances share. Each value that an operator may set is read from the environment, once, here.

`deploy/OPERATING.md` lists every one of them; a check fails when it does not. Any of them may be given as a
file instead: NAME_FILE holds its path, which suits systemd credentials and mounted secrets.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from deploy.logs import configure

ROOT = Path(__file__).resolve().parents[2]
env = environ.FileAwareEnv()

DEBUG = False
DEMO = env.bool("THROUGHGATE_DEMO", default=False)  # plain HTTP on localhost, with a gallery of components
SECRET_KEY_GIVEN = env.str("THROUGHGATE_SECRET_KEY", default="")
# Without one, commands such as `check` still run and say so; sessions of such a process outlive nothing.
SECRET_KEY = SECRET_KEY_GIVEN or get_random_secret_key()
PIN_PEPPER = env.str("THROUGHGATE_PIN_PEPPER", default="")
NODE_NAME = env.str("THROUGHGATE_NODE", default="")  # a prison's three letters, or CENTRAL
PLACE_NAME = env.str("THROUGHGATE_PLACE", default="")  # what the header of every page says, e.g. HMP Moorland
READINESS_RULES = env.str("THROUGHGATE_READINESS_RULES", default="")  # a file; "" for the rules that come along
HANDOVER_MEETING_WEEKS = env.int("THROUGHGATE_HANDOVER_MEETING_WEEKS", default=12)  # before release
CASE_NOTE_TYPES = env.str("THROUGHGATE_CASE_NOTE_TYPES", default="")  # a file; "" for the types that come along
CASES_A_FULL_WEEK = env.int("THROUGHGATE_CASES_A_FULL_WEEK", default=45)  # people whom one worker can work with
INSIGHT_RULES = env.str("THROUGHGATE_INSIGHT_RULES", default="")  # a file; "" for the rules that come along
RETENTION_SCHEDULE = env.str("THROUGHGATE_RETENTION_SCHEDULE", default="")  # a file; "" for the one that comes along
AWARDING_NAME = env.str("THROUGHGATE_AWARDING_NAME", default="Throughgate Learning")  # whom an employer reads
VERIFY_URL = env.str("THROUGHGATE_VERIFY_URL", default="").rstrip("/")  # where anybody checks an award; never changes
ALLOWED_HOSTS = env.list("THROUGHGATE_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("THROUGHGATE_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "deploy",
    "accounts",
    "incell",
    "education",
    "passport",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_cotton",
    "csp",
    "django_prometheus",
    "health_check",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "deploy.middleware.RequestLog",
    "deploy.middleware.KnownLength",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "deploy.middleware.SqueezedCell",
    "deploy.middleware.ContentSecurityPolicy",
    "deploy.middleware.KeptSession",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.views.doorkeeper.Doorkeeper",
    "accounts.views.language.OwnLanguage",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian would otherwise make a row for it
PASSWORD_HASHERS = ["accounts.models.hashing.PepperedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

DATA_DIR_GIVEN = env.str("THROUGHGATE_DATA", default="")
DATA_DIR = Path(DATA_DIR_GIVEN or ROOT / ".demo")  # commands that need no data run without one; the server does not
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/db.sqlite3")}
# A thread of the web server keeps its connection for a minute: opening one costs more than most pages ask of it.
DATABASES["default"] = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **DATABASES["default"]}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.views.display.display",
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its attributes and the request, not the page's variables

STATIC_URL = "/assets/"
STATICFILES_DIRS = [ROOT / "deploy" / "assets" / "dist"]
STATIC_ROOT = Path(env.str("THROUGHGATE_STATIC", default=str(DATA_DIR / "static")))
STORAGES = {"staticfiles": {"BACKEND": "deploy.storage.HashedAssets"}}

PRINTS = False  # whether a web worker loads what makes PDF when it starts

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
UNREVIEWED_LANGUAGES = ["cy"]  # as the catalogue's header says; their pages say it too
LOCALE_PATHS = [ROOT / "deploy" / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# A script may write HTML only through a policy of this name. MoJ's own scripts cannot, so staff pages do without.
TRUSTED_TYPES = {"require-trusted-types-for": ["'script'"], "trusted-types": ["throughgate"]}
TRUSTED_TYPES_EXCEPT = ("/staff/",)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Everything over TLS, except what is asked from beside the server. The demo runs on http://localhost.
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000  # a year
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = False  # a prison's estate is on no public list

# Cookies ignore ports: two instances on one host would sign each other out if the names did not differ.
COOKIE_PREFIX = f"{'' if DEMO else '__Host-'}{(NODE_NAME or 'node').lower()}"
SESSION_ENGINE = "deploy.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}-session"
SESSION_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # seconds; idle sign-out comes long before
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}-csrf"
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accounts.views.errors.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # ends with the browser, as the session does
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}-language"
LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TERMINAL_COOKIE_NAME = f"{COOKIE_PREFIX}-terminal"  # what a registered terminal proves itself with
KNOWN_COOKIE_NAME = f"{COOKIE_PREFIX}-known"  # a browser that somebody has signed in from before
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # never in a cookie

METRICS_NETS = env.list("THROUGHGATE_METRICS_NETS", default=["127.0.0.0/8", "::1/128"])
DISK_FLOOR_MIB = env.int("THROUGHGATE_DISK_FLOOR_MIB", default=512)

# Course packages, unpacked: a folder of their own, which is backed up with the database.
CONTENT_HOST = (
    env.str("THROUGHGATE_CONTENT_HOST", default="content.localhost").strip(".").lower()
)  # each launch below it
CONTENT_FOLDER = Path(env.str("THROUGHGATE_CONTENT", default=str(DATA_DIR / "content")))
PACKAGE_MIB = env.int("THROUGHGATE_PACKAGE_MIB", default=600)
PACKAGE_UNPACKED_MIB = env.int("THROUGHGATE_PACKAGE_UNPACKED_MIB", default=1500)
PACKAGE_DAYS = env.int("THROUGHGATE_PACKAGE_DAYS", default=365)  # that one out of use keeps its files
LAUNCH_DAYS = env.int("THROUGHGATE_LAUNCH_DAYS", default=90)  # that a launch is remembered: terminals stay away less
# clamd, the virus scanner: a socket's path or host:port; "" for none. Documents are refused until it has looked.
CLAMD = env.str("THROUGHGATE_CLAMD", default="")
FILE_UPLOAD_HANDLERS = [
    "deploy.uploads.Bounded",
    "deploy.uploads.InMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The node's own keys, sealed under a passphrase, in a file that never lies beside the database in the clear.
NODE_KEYS_FILE = env.str("THROUGHGATE_NODE_KEYS", default="")
ERASURES_FILE = env.str("THROUGHGATE_ERASURES_FILE", default=f"{NODE_KEYS_FILE}.erased" if NODE_KEYS_FILE else "")
NODE_PASSPHRASE_FILE = env.str("THROUGHGATE_NODE_PASSPHRASE_FILE", default="")
DIRECTORY_AUTHORITY_FILE = env.str(
    "THROUGHGATE_DIRECTORY_AUTHORITY", default=""
)  # public JWK that was pinned at set-up

# A row in the database is the task, and a broker only says when: losing it loses nothing. See accounts.acts.later.
CELERY_BROKER_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1}  # seconds; a request never waits for Redis
CELERY_TASK_DEFAULT_QUEUE = f"{(NODE_NAME or 'node').lower()}-tasks"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # Every row that is due and that no worker was told of, or whose worker died.
    "drain": {"task": "accounts.drain_tasks", "schedule": 30.0, "options": {"expires": 30}},
}

# What a terminal keeps without Wi-Fi beside requests: kind of act → the module that does it (incell.acts.elsewhere).
OFFLINE_ACTS = {"QUIZ_ANSWER": "education.acts.kept_answers"}

# Every API view names its own door; one that does not lets nobody in.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {"TITLE": "Throughgate", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

AXES_HANDLER = "accounts.lockout.Handler"  # by person and terminal, never by address: accounts/lockout.py
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_CALLABLE = "accounts.lockout.answer"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying while locked does not lengthen it
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Throughgate"
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # wants the address among the parameters above
    "security.W021",  # wants HSTS preloading: SECURE_HSTS_PRELOAD says why not
]

LOGGING = configure(env.str("THROUGHGATE_LOG_LEVEL", default="INFO"))
