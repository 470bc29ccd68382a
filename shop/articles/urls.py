from django.urls import include, path
from wagtail import urls as wagtail_urls

urlpatterns = [path("blog/", include(wagtail_urls))]
