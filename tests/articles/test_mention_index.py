"""Which published article speaks of which product: kept on every way to publish, read by the product's page."""
from datetime import timedelta
from time import sleep

import pytest
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.apps.catalogue.models import Product

from shop.articles.models import ArticlePage
from shop.articles.templatetags.articles import articles_mentioning, newest_articles
from tests.articles.writing import card, make_article, mention, rewrite, text
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def mentioned(article: ArticlePage) -> set[int]:
    return set(article.mentions.values_list("product_id", flat=True))


def test_publishing_remembers_mentions_and_cards_once_each() -> None:
    one, two = make_product(), make_product()
    article = make_article(text(mention(one) + mention(one)), card(two), card(one))
    assert mentioned(article) == {one.pk, two.pk}


def test_draft_changes_nothing_until_it_is_published() -> None:
    old, new = make_product(), make_product()
    article = make_article(text(mention(old)))
    revision = rewrite(article, [card(new)]).save_revision()
    assert mentioned(article) == {old.pk}
    revision.publish()
    assert mentioned(article) == {new.pk}


def test_article_that_was_never_published_is_not_remembered() -> None:
    product = make_product()
    article = make_article(text(mention(product)), live=False)
    assert mentioned(article) == set()
    assert articles_mentioning(product) == []


def test_unpublishing_forgets_and_publishing_again_remembers() -> None:
    product = make_product()
    article = make_article(text(mention(product)))
    article.unpublish()
    assert mentioned(article) == set()
    article.get_latest_revision().publish()
    assert mentioned(article) == {product.pk}


def test_scheduled_publishing_remembers() -> None:
    product = make_product()
    article = make_article(text("<p>Soon.</p>"))
    draft = rewrite(article, [text(mention(product))])
    draft.go_live_at = timezone.now() + timedelta(seconds=0.8)
    draft.save_revision().publish()
    assert mentioned(article) == set()
    sleep(0.9)
    call_command("publish_scheduled", verbosity=0)
    assert mentioned(article) == {product.pk}


def test_product_that_is_gone_is_left_out() -> None:
    product, other = make_product(), make_product()
    article = make_article(text(mention(product) + mention(other)))
    product.delete()
    assert mentioned(article) == {other.pk}
    article.get_latest_revision().publish()
    assert mentioned(article) == {other.pk}


def test_deleting_the_article_forgets() -> None:
    product = make_product()
    make_article(text(mention(product))).delete()
    assert articles_mentioning(product) == []


def test_articles_about_a_product_come_newest_first() -> None:
    product = make_product()
    for day in (1, 3, 2):
        make_article(text(mention(product)), title=f"Day {day}", date=timezone.localdate().replace(day=day))
    make_article(text("<p>Something else.</p>"), title="Another")
    assert [article.title for article in articles_mentioning(product, 2)] == ["Day 3", "Day 2"]
    assert len(newest_articles(9)) == 4


def test_articles_about_a_variant_are_those_about_its_parent() -> None:
    parent = make_product()
    article = make_article(card(parent))
    parent.structure = Product.PARENT
    parent.save()
    variant = Product.objects.create(structure=Product.CHILD, parent=parent, upc="V-1")
    assert articles_mentioning(variant) == [article]


def test_tag_costs_the_same_for_one_article_and_for_five() -> None:
    product = make_product()
    template = Template("{% load articles %}{% articles_mentioning product 9 as all %}{% for one in all %}{{ one.title }}"
                        "{{ one.standfirst }}{{ one.url }}{{ one.hero }}{{ one.date }}{% endfor %}")  # fmt: skip

    def count() -> int:
        template.render(Context({"product": product}))  # fills the cache of site addresses
        with CaptureQueriesContext(connection) as queries:
            template.render(Context({"product": product}))
        return len(queries)

    make_article(text(mention(product)), title="First")
    once = count()
    for number in range(4):
        make_article(text(mention(product)), title=f"More {number}")
    assert count() == once <= 4
