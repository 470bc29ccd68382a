"""Sets up the blog and loads the shop's own articles from `catalogue_fixtures/articles/`. May run any number of times:
what staff have changed since stays as it is unless `overwrite` is asked for."""
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from oscar.apps.catalogue.models import Product
from wagtail.images.models import Image
from wagtail.models import Page, Site

from shop.articles.listing import EVERY_PICTURE
from shop.articles.manuscripts import Manuscript, read_manuscript
from shop.articles.models import ArticlePage, BlogIndexPage

ARTICLES = Path(settings.BASE_DIR) / "catalogue_fixtures" / "articles"
PICTURES = Path(settings.BASE_DIR) / "catalogue_fixtures" / "pictures" / "articles"
PICTURE_KINDS = (".jpg", ".jpeg", ".png", ".webp")
TITLE = f"{settings.WAGTAIL_SITE_NAME} blog"
INTRODUCTION = (
    "Unhurried reading about minerals, sleep and the small habits of a calmer day. We sell magnesium; we also cite our "
    "sources."
)


@dataclass
class Loaded:
    """Slugs of articles by what became of them."""

    added: list[str]
    overwritten: list[str]
    left: list[str]


@transaction.atomic
def load_articles(folder: Path = ARTICLES, *, overwrite: bool = False) -> Loaded:
    """Raises ManuscriptError (file and line) and then changes nothing."""
    blog = set_up_blog()
    slugs = dict(Product.objects.exclude(structure=Product.CHILD).values_list("slug", "pk"))
    manuscripts = [read_manuscript(path, slugs.get) for path in sorted(folder.glob("*.md")) if path.stem != "README"]
    manuscripts.sort(key=lambda manuscript: manuscript.fields["date"])
    loaded = Loaded([], [], [])
    for manuscript in manuscripts:
        article = ArticlePage.objects.child_of(blog).filter(slug=manuscript.slug).first()
        if article is not None and not overwrite:
            loaded.left.append(manuscript.slug)
            continue
        (loaded.added if article is None else loaded.overwritten).append(manuscript.slug)
        _publish(blog, article or ArticlePage(slug=manuscript.slug), manuscript)
    return loaded


def set_up_blog() -> BlogIndexPage:
    """The blog as the root page of Wagtail's only site, at SITE_URL; Wagtail's own welcome page goes."""
    blog = BlogIndexPage.objects.first()
    if blog is None:
        blog = BlogIndexPage(title=TITLE, slug="blog", introduction=INTRODUCTION)
        Page.get_first_root_node().add_child(instance=blog)
        blog.save_revision(changed=False).publish()
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    values = {"hostname": address.hostname, "port": port, "root_page": blog, "site_name": settings.WAGTAIL_SITE_NAME}
    Site.objects.update_or_create(is_default_site=True, defaults=values)
    welcome = Page.objects.filter(depth=2, slug="home", title="Welcome to your new Wagtail site!").first()
    if welcome is not None and welcome.is_leaf():
        welcome.delete()
    return blog


def _publish(blog: BlogIndexPage, article: ArticlePage, manuscript: Manuscript) -> None:
    fields = dict(manuscript.fields)
    hero_alt = fields.pop("hero_alt", "")
    for name in ("date", "reviewed_on"):
        if name in fields:
            setattr(article, name, date.fromisoformat(fields.pop(name)))
    for name, value in fields.items():
        setattr(article, name, value)
    article.body = json.dumps(manuscript.blocks)
    article.references = json.dumps(manuscript.references)
    article.hero = _load_picture(manuscript.slug, hero_alt) or article.hero
    if article.pk is None:
        blog.add_child(instance=article)
    article.save_revision(changed=False).publish()


def _load_picture(slug: str, description: str) -> Image | None:
    """The hero of an article, in the sizes that the pages show; None when there is no file. Loaded again only when
    the file has changed."""
    path = next((path for kind in PICTURE_KINDS if (path := PICTURES / f"{slug}{kind}").is_file()), None)
    if path is None:
        return None
    title = f"Article: {slug}"
    image = Image.objects.filter(title=title).first() or Image(title=title)
    with path.open("rb") as file:
        upload = ImageFile(file, name=path.name)
        if image.pk is None or image.file_size != path.stat().st_size:
            image.file, image.file_size = upload, path.stat().st_size
            image.renditions.all().delete() if image.pk else None
        image.description = description
        image.save()
    image.get_renditions(*EVERY_PICTURE)
    return image
