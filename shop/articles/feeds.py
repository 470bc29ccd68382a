"""`/blog/feed/`: the newest articles as an RSS feed, each with its standfirst."""
from datetime import datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.articles.listing import list_published
from shop.articles.models import ArticlePage, locate

ENTRIES = 20


class ArticleFeed(Feed):
    title = settings.WAGTAIL_SITE_NAME
    description = _("New articles from the Stay Calm blog.")
    author_name = settings.WAGTAIL_SITE_NAME

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('wagtail_serve', args=[''])}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('article-feed')}"

    def items(self) -> list[ArticlePage]:
        return list(list_published(ArticlePage.objects.all())[:ENTRIES])

    def item_title(self, item: ArticlePage) -> str:
        return str(item.title)

    def item_description(self, item: ArticlePage) -> str:
        return str(item.standfirst)

    def item_link(self, item: ArticlePage) -> str:
        return locate(item)

    def item_author_name(self, item: ArticlePage) -> str:
        return str(item.byline)

    def item_pubdate(self, item: ArticlePage) -> datetime:
        return timezone.make_aware(datetime.combine(item.date, time()))

    def item_updateddate(self, item: ArticlePage) -> datetime:
        return item.last_published_at or self.item_pubdate(item)
