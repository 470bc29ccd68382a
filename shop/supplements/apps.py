from django.apps import AppConfig


class SupplementsConfig(AppConfig):
    name = "shop.supplements"
    label = "supplements"
