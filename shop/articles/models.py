"""The Stay Calm blog: an index of articles, and articles that know the shop's products."""
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.models import Product
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.search import index

from shop.articles.blocks import (
    BodyBlock,
    Reading,
    ReferenceBlock,
    find_cited_numbers,
    find_product_ids,
    split_body,
)
from shop.articles.citations import CitationLinks
from shop.articles.listing import EVERY_PICTURE, SHARE_PICTURE, list_published, list_teasers, with_pictures
from shop.articles.products import ShownProduct, read_products
from shop.articles.sharing import build_share_links
from shop.articles.structured_data import describe_article, describe_index

ARTICLES_PER_PAGE = 9
MORE_ARTICLES = 2


def locate(page: Page) -> str:
    """The page's whole address. It follows SITE_URL, whatever host the request or Wagtail's site record names."""
    return f"{settings.SITE_URL}{page.get_url_parts()[2]}"


class BlogIndexPage(Page):
    introduction = models.TextField(
        _("introduction"), blank=True, max_length=300, help_text=_("A sentence or two under the blog's name.")
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["articles.ArticlePage"]
    max_count = 1

    class Meta:
        verbose_name = _("blog")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        listing = self.list_articles(request.GET.get("page"))
        path = self.get_url_parts()[2] + (f"?page={listing.number}" if listing.number > 1 else "")
        return {
            **super().get_context(request, *args, **kwargs),
            "page_title": self.seo_title or self.title,
            "canonical_path": path,
            "listing": listing,
            "structured_data": describe_index(self, f"{settings.SITE_URL}{path}", list(listing)),
        }

    def list_articles(self, number: str | int | None) -> ListPage[Any]:
        """One page of the list, the newest article first; a number that does not exist gives the nearest page."""
        return Paginator(list_teasers(ArticlePage.objects.child_of(self)), ARTICLES_PER_PAGE).get_page(number)


class ArticlePage(Page):
    standfirst = models.TextField(
        _("standfirst"),
        max_length=300,
        help_text=_("What the reader will find, in one or two sentences. Also the summary in lists and searches."),
    )
    hero = models.ForeignKey(
        Image,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hero picture"),
        help_text=_("At least 1200 × 675 pixels. Describe it in the picture's own description field."),
    )
    hero_caption = models.CharField(_("caption"), max_length=200, blank=True)
    byline = models.CharField(_("author"), max_length=80, help_text=_("As printed: “Words by …”."))
    reviewer = models.CharField(
        _("reviewer"), max_length=120, blank=True, help_text=_("Who checked the facts, with their profession.")
    )
    date = models.DateField(_("date"), default=timezone.localdate, help_text=_("Printed; lists show the newest first."))
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    source_name = models.CharField(
        _("source"), max_length=120, blank=True, help_text=_("The magazine or site where this article first appeared.")
    )
    source_url = models.URLField(_("link to the source"), blank=True)
    permission_note = models.CharField(
        _("permission"), max_length=200, blank=True, help_text=_("E.g. “Republished with permission, May 2026.”")
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"))
    references = StreamField(
        [("reference", ReferenceBlock())],
        blank=True,
        verbose_name=_("references"),
        help_text=_("Numbered from 1 in this order. Every sentence about health needs one."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("standfirst"),
        MultiFieldPanel([FieldPanel("hero"), FieldPanel("hero_caption")], _("Hero picture")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("byline"), FieldPanel("date")]),
                FieldRowPanel([FieldPanel("reviewer"), FieldPanel("reviewed_on")]),
            ],
            _("Byline"),
        ),
        HelpPanel(template="articles/editor/house_rules.html", heading=_("House rules")),
        FieldPanel("body"),
        FieldPanel("references"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]), FieldPanel("permission_note")],
            _("Attribution, when the article first appeared elsewhere"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("standfirst"), index.SearchField("body")]
    parent_page_types = ["articles.BlogIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("article")

    def clean(self) -> None:
        super().clean()
        known = len(self.references)
        unknown = sorted({number for number in find_cited_numbers(self.body) if not 1 <= number <= known})
        if unknown:
            numbers = ", ".join(map(str, unknown))
            raise ValidationError(
                {"references": _("The text cites %(numbers)s, but there is no such reference.") % {"numbers": numbers}}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Every way to publish (editor, schedule, load_articles) ends in a save of the whole page, so mentions are
        kept here. A save of named fields is Wagtail's bookkeeping for a draft: its body is not what readers see."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            fields = kwargs.get("update_fields")
            if fields is None or not {"body", "live"}.isdisjoint(fields):
                self.refresh_mentions()

    def refresh_mentions(self) -> None:
        """Make `ArticleMention` say what the published article says."""
        wanted = set(find_product_ids(self.body)) if self.live else set()
        wanted = set(Product.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else wanted
        held = set(self.mentions.values_list("product_id", flat=True))
        if held - wanted:
            self.mentions.filter(product_id__in=held - wanted).delete()
        ArticleMention.objects.bulk_create(
            ArticleMention(article=self, product_id=product_id) for product_id in sorted(wanted - held)
        )

    @cached_property
    def products(self) -> dict[int, ShownProduct]:
        """Those the article mentions or shows, without the withdrawn."""
        return read_products(find_product_ids(self.body))

    @property
    def summary(self) -> str:
        return str(self.search_description or self.standfirst)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        more = list(list_published(ArticlePage.objects.exclude(pk=self.pk))[:MORE_ARTICLES])
        prefetch_related_objects([self, *more], with_pictures(*EVERY_PICTURE))
        url, picture = locate(self), self.find_share_picture()
        return {
            **super().get_context(request, *args, **kwargs),
            "page_title": self.seo_title or self.title,
            "canonical_path": self.get_url_parts()[2],
            "blog": self.get_parent(),
            "reading": Reading(products=self.products, citations=CitationLinks(len(self.references))),
            "parts": list(split_body(self.body, self.products)),
            "products": list(self.products.values()),
            "more_articles": more,
            "share_picture": picture,
            "share_links": build_share_links(url, self.title, self.summary, picture),
            "structured_data": describe_article(self, url, picture),
        }

    def find_share_picture(self) -> str:
        """Address of the hero as other sites show it; empty without a hero."""
        if self.hero is None:
            return ""
        rendition = self.hero.get_rendition(SHARE_PICTURE)
        return f"{settings.SITE_URL}{rendition.url}"


class ArticleMention(models.Model):
    """A published article speaks of a product. Kept by `ArticlePage.save`; read by a product's page."""

    article = models.ForeignKey(ArticlePage, models.CASCADE, related_name="mentions", verbose_name=_("article"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["article", "product"], name="one_mention_a_product")]

    def __str__(self) -> str:
        return f"{self.article_id} mentions {self.product_id}"
