"""Every address of the shop. The names are a contract: see docs/decisions and the design."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from shop.accounts.views import to_the_one_door
from shop.health import healthz, readyz
from shop.oscar_urls import catalogue, customer, offer
from shop.sitemaps import robots, sitemap_view

# Django's admin has no door of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_view, name="sitemap"),
    path("", include("shop.catalogue.urls")),
    path("", include("shop.checkout.urls")),
    path("", include("shop.payments.urls")),
    path("", include("shop.articles.urls")),
    path("accounts/", include("allauth.urls")),
    path("dashboard/", apps.get_app_config("dashboard").urls),  # type: ignore[attr-defined]
    path("dashboard/-/", include(customer)),
    path("dashboard/-/", include(offer)),
    path("dashboard/-/", include(catalogue)),
    path("cms/login/", to_the_one_door),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("admin/", admin.site.urls),
    # Pictures lie on the shop's own disk until the shop grows past one machine (docs/).
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
