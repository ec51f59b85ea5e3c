"""Settings, read from the environment. With nothing set, everything runs.

Every variable stands in the README's table.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
import xstatic.pkg.leaflet
import xstatic.pkg.leaflet_markercluster
from csp.constants import NONE, SELF, UNSAFE_INLINE

from brand.sqlite import private_files

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Everything the running site writes stands in one folder, outside git.
VAR = Path(env.str("MERKBAAR_VAR", default=str(BASE_DIR / "var")))
private_files.keep_folder(VAR)


def _kept_secret() -> str:
    """A secret key made at the first start and kept, for a machine that was given none."""
    path = VAR / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname
SITE_PORT = urlsplit(SITE_URL).port or (443 if SITE_URL.startswith("https://") else 80)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "stories",
    "roadshow",
    "leads",
    "brand",
    "crispy_forms",
    "csp",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "brand.http.kept_answers.KeepableMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "brand.http.headers.HeadersMiddleware",
    "brand.http.middleware.ContentSecurityMiddleware",
    "brand.http.ranges.GZipMiddleware",
    "brand.http.ranges.RangeMiddleware",
    "brand.http.faults.FaultsMiddleware",
    "brand.http.middleware.PlainInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "brand.demo.door.DemoSessionMiddleware",
    "brand.http.limits.BodyLimitMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "brand.sign_in.second_factor.middleware.SecondFactorMiddleware",
    "roadshow.door.middleware.StewardMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "brand.http.middleware.FederationReportsMiddleware",
    "brand.http.middleware.OwnPagesMiddleware",
    "brand.http.malformed.MalformedFormsMiddleware",
    "brand.pages.routing.FindSiteMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "stories.gate.middleware.PublicationRefusedMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "brand.urls"
WSGI_APPLICATION = "brand.wsgi.application"
AUTH_USER_MODEL = "brand.User"
LOGIN_URL = "wagtailadmin_login"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Data ----------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'merkbaar.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "brand.sqlite"
    private_files.keep_database(DATABASES["default"]["NAME"])
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock when the transaction begins, so that two registrations queue
        # instead of failing; FULL, because NORMAL loses acknowledged rows in a power cut.
        "transaction_mode": "IMMEDIATE",
        # For the worker and commands; the site waits less and in turn: brand/http/faults.py.
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
            "PRAGMA secure_delete=ON"  # withdrawn data is overwritten, not only unlinked
        ),
    }
else:
    DATABASES["default"]["ENGINE"] = "brand.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "nl-be"
LANGUAGES = [("nl-be", "Nederlands"), ("fr", "Français"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "brand" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
FORMAT_MODULE_PATH = ["brand.formats"]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"

# Files ---------------------------------------------------------------------------------------

ASSETS = BASE_DIR / "brand" / "assets" / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    ("leaflet", xstatic.pkg.leaflet.BASE_DIR),
    ("markercluster", xstatic.pkg.leaflet_markercluster.BASE_DIR),
    *(
        (f"typefaces/{folder.name}", folder / "files")
        for folder in sorted(ASSETS.glob("@fontsource-variable/*"))
    ),
]
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"  # every upload is read through a view that asks, whatever store it is in
STORAGES = {
    "default": {
        "BACKEND": "brand.media.stores.PrivateFolder",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "brand.http.static_files.HashedStatic"},
}
MEDIA_STORAGE = env.str("MEDIA_STORAGE", default="")  # s3://bucket
if MEDIA_STORAGE:
    STORAGES["default"] = {
        "BACKEND": "brand.media.buckets.PrivateBucket",
        "OPTIONS": {"bucket_name": urlsplit(MEDIA_STORAGE).netloc, "default_acl": "private"},
    }
# What was withdrawn, outside the database; never put back over a newer one. Every machine reads
# and writes the same: a bucket where uploads stand in one, else a folder.
JOURNAL = env.str(
    "JOURNAL",
    default=f"{MEDIA_STORAGE.rstrip('/')}/journal" if MEDIA_STORAGE else str(VAR / "journal"),
)
if JOURNAL.startswith("s3://"):
    STORAGES["journal"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": urlsplit(JOURNAL).netloc,
            "location": urlsplit(JOURNAL).path.strip("/"),
            "default_acl": "private",
            "file_overwrite": True,
        },
    }
else:
    STORAGES["journal"] = {
        "BACKEND": "brand.media.stores.DurableFolder",
        "OPTIONS": {"location": JOURNAL, "file_permissions_mode": 0o600},
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644
# Where the open data of the register of enterprises (KBO) is put, to be read from.
KBO_FOLDER = env.str("KBO_FOLDER", default=str(VAR / "kbo"))
FILE_UPLOAD_TEMP_DIR = VAR / "uploading"  # what a killed process leaves here is purged
private_files.keep_folder(FILE_UPLOAD_TEMP_DIR)
# What was uploaded and never got its description is deleted after this many hours.
UNFINISHED_UPLOADS_HOURS = env.int("UNFINISHED_UPLOADS_HOURS", default=24)

# Who may come in, and what a page may ask ------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "brand.demo.door.NotTheKnownPassword"},
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "brand.sign_in.lockout.LockoutBackend",
    "brand.demo.door.DemoAccountBackend",
    "brand.sign_in.backend.PasswordBackend",
]
# An account locks for an hour after ten wrong passwords; see brand/sign_in/lockout.py.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(hours=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "brand.sign_in.lockout.address_typed"
# Waitress puts the visitor's address here, taking only the trusted proxy's word for it.
AXES_CLIENT_IP_CALLABLE = "brand.sign_in.lockout.network_address"
AXES_LOCKOUT_CALLABLE = "brand.sign_in.lockout.refuse"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the hour that we name is the hour
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# An account begins with an invitation, so users cannot set each other's password.
WAGTAILUSERS_PASSWORD_ENABLED = False

TILES = env.str("TILES", default="")  # a tile address of the federation's own, loaded at once

_tile_hosts = ["https://tile.openstreetmap.org"]
if TILES.startswith("https://"):
    _tile_hosts.append(f"https://{urlsplit(TILES).netloc}")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_tile_hosts],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],  # a video of our own, and its captions
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Wagtail's own screens write style attributes and small scripts inline; only they may.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "media-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}

CSRF_FAILURE_VIEW = "brand.http.views.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# The one neighbour whose word on the visitor's address and on https counts; the README says what
# it must set. With a plain http:// site no proxy is trusted, unless one is named here.
TRUSTED_PROXY = env.str(
    "TRUSTED_PROXY", default="127.0.0.1" if SITE_URL.startswith("https://") else ""
)
if SITE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Preloading binds a whole domain for years; that is for its owner to decide, not for us.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Browsers take a cookie of such a name from this very host alone, never from a neighbour.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# Sending ---------------------------------------------------------------------------------------

# Mail is always written to the outbox; without EMAIL_URL it stays there, readable.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
# Mail that Django and Wagtail write themselves goes through the same outbox.
EMAIL_BACKEND = "brand.mail.backend.OutboxBackend"
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"noreply@{SITE_HOST}")

# Where answers to mails from a dossier, and bounces, arrive; without it answers go to colleagues.
MAILBOX_URL = env.str("MAILBOX_URL", default="")  # imap+ssl://name:password@host/folder?address=

# Newsletters that leave within a minute, over all workers together: what the mail server allows.
NEWSLETTER_PER_MINUTE = env.int("NEWSLETTER_PER_MINUTE", default=120)

MAILCHIMP_API_KEY = env.str("MAILCHIMP_API_KEY", default="")
MAILCHIMP_AUDIENCE = env.str("MAILCHIMP_AUDIENCE", default="")
MAILCHIMP_MODE = env.str("MAILCHIMP_MODE", default="uit")  # uit, proef or echt
MAILCHIMP_TRIAL_ADDRESSES = env.list("MAILCHIMP_TRIAL_ADDRESSES", default=[])
# Of a list with GDPR fields: the ticks for mail, whose codes the screen Mailchimp names.
MAILCHIMP_PERMISSIONS = env.list("MAILCHIMP_PERMISSIONS", default=[])
# When the account signs what it tells us; the secret in the address is always asked.
MAILCHIMP_WEBHOOK_KEY = env.str("MAILCHIMP_WEBHOOK_KEY", default="")
MAILCHIMP_BASE_URL = ""  # only tests set it: a server that speaks the same contract

# How long personal data is kept, in months; see brand/privacy/retention.py -----------------------

RETENTION_MONTHS = {
    "registrations": env.int("KEEP_REGISTRATIONS", default=12),
    "leads": env.int("KEEP_LEADS", default=24),
    "outcomes": env.int("KEEP_OUTCOMES", default=60),
    "unanswered": env.int("KEEP_UNANSWERED", default=12),
    "consent_proof": env.int("KEEP_CONSENT_PROOF", default=60),
    "newsletter_requests": env.int("KEEP_NEWSLETTER_REQUESTS", default=2),
    "newsletter_stopped": env.int("KEEP_NEWSLETTER_STOPPED", default=60),
    "invitations": env.int("KEEP_INVITATIONS", default=3),
    "mail_words": env.int("KEEP_MAIL_WORDS", default=3),
    "mail_rows": env.int("KEEP_MAIL_ROWS", default=13),
}

# Forms and pages -------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = ["brand/forms"]
CRISPY_TEMPLATE_PACK = "brand/forms"
CRISPY_FAIL_SILENTLY = DEBUG is False
# Registrations sent from one network address within a minute; above it the form comes back.
# Messages to a partner's own software go to public addresses alone; only tests listen nearer.
WEBHOOKS_TO_OWN_NETWORK = False
REGISTRATIONS_PER_MINUTE = env.int("REGISTRATIONS_PER_MINUTE", default=30)
# Within an hour; who used the link in the mail does not count.
REGISTRATIONS_PER_HOUR = env.int("REGISTRATIONS_PER_HOUR", default=2 * REGISTRATIONS_PER_MINUTE)

WAGTAIL_SITE_NAME = "Merkbaar"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # every hour on the site is that of Brussels
WAGTAIL_FINISH_WORKFLOW_ACTION = "stories.review.finish.publish_approved"
WAGTAILIMAGES_IMAGE_MODEL = "brand.Picture"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
LARGEST_PICTURE_MB = 15
WAGTAILIMAGES_MAX_UPLOAD_SIZE = LARGEST_PICTURE_MB * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # what telephones make; 150 MB once opened
WAGTAILIMAGES_IMAGE_FORM_BASE = "brand.media.forms.PictureForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_EXTENSIONS += ["mp4", "webm", "vtt"]  # a video of our own, and its captions
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "brand.media.forms.DocumentForm"
WAGTAILEMBEDS_RESPONSIVE_HTML = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_USER_LOGIN_FORM = "brand.sign_in.forms.SignInForm"
WAGTAIL_PASSWORD_RESET_ENABLED = bool(EMAIL_URL)
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "brand.sign_in.password_reset.OneAnHour"  # noqa: S105 - a form

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without people": {"()": "brand.http.logs.WithoutPeople"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["without people"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {app: {"level": "INFO"} for app in ("brand", "leads", "roadshow", "stories")},
}
