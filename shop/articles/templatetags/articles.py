"""Articles for the rest of the shop.

    {% load articles %}
    {% newest_articles 3 as articles %}
    {% articles_mentioning product 2 as articles %}
    {% for article in articles %}{% include "articles/_teaser.html" %}{% endfor %}

Each article has .title .standfirst .url .hero .date. Both tags cost three queries, whatever the number.
"""
from django import template
from oscar.apps.catalogue.models import Product

from shop.articles.listing import list_teasers
from shop.articles.models import ArticlePage

register = template.Library()


@register.simple_tag
def newest_articles(count: int = 3) -> list[ArticlePage]:
    return list(list_teasers(ArticlePage.objects.all())[:count])


@register.simple_tag
def articles_mentioning(product: Product, count: int = 3) -> list[ArticlePage]:
    """Published articles that mention the product or show its card; of a variant, those about its parent too."""
    ids = {product.pk, product.parent_id} - {None}
    return list(list_teasers(ArticlePage.objects.filter(mentions__product_id__in=ids).distinct())[:count])
