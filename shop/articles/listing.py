"""Lists of articles: which, in what order, and with their pictures at hand."""
from django.db.models import Prefetch
from wagtail.images.models import Image
from wagtail.query import PageQuerySet

# The picture sizes of templates/articles/_teaser.html; load_articles makes them ahead of the first reader.
TEASER_PICTURES = tuple(f"fill-{size}|format-webp" for size in ("400x225", "800x450", "1200x675"))
HERO_PICTURES = tuple(f"width-{width}|format-webp" for width in (480, 800, 1200))
SHARE_PICTURE = "fill-1200x630|format-jpeg"


def list_teasers(articles: PageQuerySet) -> PageQuerySet:
    """Published articles for everyone, the newest first. Their number does not change the number of queries (four)."""
    pictures = Image.objects.prefetch_renditions(*TEASER_PICTURES)
    return (
        articles.live()
        .public()
        .defer("body", "references")
        .prefetch_related(Prefetch("hero", queryset=pictures))
        .order_by("-date", "-pk")
    )
