from django.apps import AppConfig


class ShopConfig(AppConfig):
    """The shop as a whole: its static files, template tags and the `start` command."""

    name = "shop"
