"""The shop's one settings file: everything comes from the environment and a bad value stops the start.

`DEBUG=1` alone is enough on a developer's machine (SQLite, filesystem broker, mails as files, local Stripe
stand-in). Without `DEBUG` nothing has an unsafe default: SECRET_KEY, SITE_URL, EMAIL_URL and the Stripe keys
must be given. `.env.example` lists every variable.
"""

import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403  Oscar's defaults; ours follow and win

from shop.catalogue.links import category_url, product_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))  # all that the running shop writes


def required(name: str, development: str) -> str:
    """The variable's value; on a developer's machine (`DEBUG`) it may be missing and `development` is used."""
    value = str(env.str(name, default=""))
    if value:
        return value
    if DEBUG:
        return development
    raise ImproperlyConfigured(f"Set the environment variable {name} (see .env.example).")


def whole_seconds(name: str, default: int) -> int:
    value = int(env.int(name, default=default))
    if value < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number of seconds, 1 or more; it is {value}.")
    return value


# ---- where and who --------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
TESTING = "pytest" in sys.modules
PORT = env.int("PORT", default=8000)
SECRET_KEY = required("SECRET_KEY", "insecure-key-for-development-only-never-use-it-on-a-server")
SITE_URL = required("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname
if urlsplit(SITE_URL).scheme not in {"http", "https"} or not SITE_HOST:
    raise ImproperlyConfigured(f"SITE_URL must be a whole address such as https://shop.example; it is {SITE_URL!r}.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST] + (["127.0.0.1", "localhost"] if DEBUG else []))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SITE_ID = 1
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "shop.apps.ShopConfig",
    "shop.accounts.apps.AccountsConfig",
    "shop.supplements.apps.SupplementsConfig",
    "shop.stock.apps.StockConfig",
    "shop.pricing.apps.PricingConfig",
    "shop.delivery.apps.DeliveryConfig",
    "shop.orders.apps.OrdersConfig",
    "shop.payments.apps.PaymentsConfig",
    "shop.checkout.apps.CheckoutConfig",
    "shop.catalogue.apps.CatalogueConfig",
    "shop.articles.apps.ArticlesConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    # Oscar, unforked. shop.oscar_apps says which of its apps start without their search and analytics parts.
    "shop.oscar_apps.Oscar",
    "shop.oscar_apps.Analytics",
    "shop.oscar_apps.Catalogue",
    "shop.oscar_apps.Customer",
    "oscar.apps.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "oscar.apps.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "oscar.apps.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "django_tables2",
    "easy_thumbnails",
    # Wagtail: the Stay Calm blog
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    # one sign-in door
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shop.checkout.middleware.LazyBasketMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

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
                "oscar.core.context_processors.metadata",
                "shop.checkout.context_processors.basket_count",
                "shop.catalogue.context_processors.shell",
            ],
        },
    }
]

# ---- data -----------------------------------------------------------------------------------------------------
VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'shop.sqlite3'}")}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    # IMMEDIATE: a writer waits its turn at BEGIN instead of failing half-way with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # a file: threads and processes share it
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}

# ---- the clock and the queue (shop/celery.py holds the one schedule) ---------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the console says where a mail went, from the worker too
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "America/Toronto"
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A customer never waits for a broker that is down: the outbox row is there and the sweep delivers it.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | int] = {}
if CELERY_BROKER_URL.startswith("filesystem:"):
    QUEUE_DIR = Path(env.str("QUEUE_DIR", default=str(VAR_DIR / "queue")))
    for folder in ("jobs", "control"):
        (QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "jobs"),
        "data_folder_out": str(QUEUE_DIR / "jobs"),
        "control_folder": str(QUEUE_DIR / "control"),
    }
if CELERY_BROKER_URL.startswith(("redis:", "rediss:")):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 3}  # a silent server too
PAYMENT_HOLD_SECONDS = whole_seconds("PAYMENT_HOLD_SECONDS", 3600)
SWEEP_SECONDS = whole_seconds("SWEEP_SECONDS", 120)

# ---- mail -----------------------------------------------------------------------------------------------------
MAIL_DIR = Path(env.str("MAIL_DIR", default=str(VAR_DIR / "mail")))
_mail = env.email_url_config(required("EMAIL_URL", f"filemail:///{MAIL_DIR}"))
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
if EMAIL_BACKEND.endswith("filebased.EmailBackend"):
    EMAIL_BACKEND = "shop.devmail.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_DIR)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Stay Calm <hello@staycalm.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# ---- Stripe ---------------------------------------------------------------------------------------------------
# No key and DEBUG: the local stand-in (manage.py stripe_standin) speaks the same API at STRIPE_API_BASE.
STRIPE_USES_STANDIN = DEBUG and not env.str("STRIPE_SECRET_KEY", default="")
STRIPE_SECRET_KEY = required("STRIPE_SECRET_KEY", "sk_test_standin")
STRIPE_WEBHOOK_SECRET = required("STRIPE_WEBHOOK_SECRET", "whsec_standin")
STRIPE_API_BASE = env.str(
    "STRIPE_API_BASE", default=f"http://127.0.0.1:{PORT + 1}" if STRIPE_USES_STANDIN else "https://api.stripe.com"
).rstrip("/")

# ---- people ---------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "shop.accounts.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Stay Calm"

# ---- language, time and money -----------------------------------------------------------------------------------
LANGUAGE_CODE = "en-ca"
LANGUAGES = [("en-ca", _("English"))]  # French follows: every text is marked for translation
TIME_ZONE = "America/Toronto"
USE_TZ = True
CURRENCY = "CAD"

# ---- Oscar ----------------------------------------------------------------------------------------------------
OSCAR_SHOP_NAME = "Stay Calm"
OSCAR_SHOP_TAGLINE = "Back office"
OSCAR_HOMEPAGE = "/"
OSCAR_DEFAULT_CURRENCY = CURRENCY
OSCAR_FROM_EMAIL = DEFAULT_FROM_EMAIL
OSCAR_DYNAMIC_CLASS_LOADER = "shop.overrides.load_classes"
OSCAR_THUMBNAILER = "oscar.core.thumbnails.EasyThumbnails"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_EAGER_ALERTS = False
OSCAR_HIDDEN_FEATURES = ["pages", "reviews", "wishlists"]
OSCAR_BASKET_COOKIE_SECURE = not DEBUG
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 99
OSCAR_INITIAL_ORDER_STATUS = "Awaiting payment"
OSCAR_INITIAL_LINE_STATUS = ""
# Which change of status is allowed; shop/orders/statuses.py is the only writer.
OSCAR_ORDER_STATUS_PIPELINE = {
    "Awaiting payment": ("Paid", "Cancelled"),
    "Paid": ("Dispatched", "Cancelled"),
    "Dispatched": (),
    "Cancelled": (),
}
# What is Wagtail's (articles) is a link away; what it replaced (pages, reviews, mails) is gone.
OSCAR_DASHBOARD_NAVIGATION = [
    *(
        entry
        for entry in OSCAR_DASHBOARD_NAVIGATION
        if "dashboard:page-list" not in [child["url_name"] for child in entry.get("children", [])]
    ),
    {
        "label": _("Articles"),
        "icon": "fas fa-feather-alt",
        "url_name": "wagtailadmin_home",
        "access_fn": lambda user, *_args: user.is_staff,
    },
]
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "state", "postcode", "country")
ABSOLUTE_URL_OVERRIDES = {"catalogue.product": product_url, "catalogue.category": category_url}

# ---- Wagtail --------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Stay Calm"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False  # allauth's pages do both
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024

# ---- files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedStaticFilesStorage"  # addresses carry no hash in DEBUG
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Collected and compressed files are served, in DEBUG too once `manage.py start` has collected them; `runserver` reads
# each from its app's folder instead.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG and not env.bool("STATIC_IS_COLLECTED", default=False)

# ---- safety ---------------------------------------------------------------------------------------------------
HTTPS = urlsplit(SITE_URL).scheme == "https"
if not DEBUG:
    SECURE_SSL_REDIRECT = HTTPS
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    if env.bool("TRUST_PROXY_HEADERS", default=False):  # only behind a proxy that sets the header itself
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1  # rate limits count the visitor's address, not the proxy's
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of its own
# The storefront has no inline script or style and nothing foreign. Oscar's and Wagtail's staff pages are exempt.
# form-action names Stripe because a browser checks it against the redirect that follows "Place order and pay".
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/dashboard/", "/cms/", "/admin/"),
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'", STRIPE_API_BASE if STRIPE_USES_STANDIN else "https://checkout.stripe.com"],
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # X_FRAME_OPTIONS is SAMEORIGIN on purpose: Wagtail's previews

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "stripe": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
