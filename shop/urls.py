"""Every address of the shop. The names are a contract (see docs/decisions and the design)."""
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("", include("shop.catalogue.urls")),
    path("", include("shop.articles.urls")),
    path("", include("shop.checkout.urls")),
    path("accounts/", include("allauth.urls")),
    path("dashboard/", apps.get_app_config("dashboard").urls),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
