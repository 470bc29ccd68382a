from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "shop.articles"
    label = "articles"
