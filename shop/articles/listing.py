"""Lists of articles: which, in what order, and with their pictures at hand."""
from django.db.models import Exists, OuterRef, Prefetch
from django.db.models.functions import Length, Substr
from wagtail.images.models import Image
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

# The picture sizes of templates/articles/_teaser.html; load_articles makes them ahead of the first reader.
TEASER_PICTURES = tuple(f"fill-{size}|format-webp" for size in ("400x225", "800x450", "1200x675"))
HERO_PICTURES = tuple(f"width-{width}|format-webp" for width in (480, 800, 1200))
SHARE_PICTURE = "fill-1200x630|format-jpeg"
EVERY_PICTURE = (*HERO_PICTURES, *TEASER_PICTURES, SHARE_PICTURE)


def list_published(articles: PageQuerySet) -> PageQuerySet:
    """Published articles that everyone may read, the newest first; without their bodies. One query, where Wagtail's
    own `public()` asks for the restrictions first."""
    of_page_or_ancestor = Substr(OuterRef("path"), 1, Length("page__path"))
    private = Exists(PageViewRestriction.objects.filter(page__path=of_page_or_ancestor))
    return articles.live().exclude(private).defer("body", "references").order_by("-date", "-pk")


def list_teasers(articles: PageQuerySet) -> PageQuerySet:
    """`list_published` with pictures: three queries for any number."""
    return list_published(articles).prefetch_related(with_pictures(*TEASER_PICTURES))


def with_pictures(*sizes: str) -> Prefetch:
    """What to prefetch of articles so that showing their heroes in these sizes asks nothing more."""
    return Prefetch("hero", queryset=Image.objects.prefetch_renditions(*sizes))
