from django.urls import include, path
from wagtail import urls as wagtail_urls

from shop.articles.feeds import ArticleFeed

urlpatterns = [
    path("blog/feed/", ArticleFeed(), name="article-feed"),
    path("blog/", include(wagtail_urls)),  # answers every other address below /blog/
]
