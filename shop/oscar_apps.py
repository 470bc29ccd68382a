"""Oscar's app configurations, started without the parts this shop does not use (no fork: same apps, same models).

Left out: haystack search and the views that import it (our own lists take their place), the analytics receivers
(they write a row on every product view) and the stock-alert receivers (ours are jobs).
"""

from django.apps import apps
from oscar import config
from oscar.apps.analytics.apps import AnalyticsConfig
from oscar.apps.catalogue.apps import CatalogueOnlyConfig
from oscar.apps.customer.apps import CustomerConfig
from oscar.core.application import OscarConfig


class Oscar(config.Shop):
    def ready(self) -> None:
        import oscar.checks  # noqa: F401, PLC0415  registers Oscar's system checks; needs the app registry

        self.dashboard_app = apps.get_app_config("dashboard")


class Analytics(AnalyticsConfig):
    def ready(self) -> None:
        """No receivers."""


class Catalogue(CatalogueOnlyConfig):
    def ready(self) -> None:
        OscarConfig.ready(self)


class Customer(CustomerConfig):
    def ready(self) -> None:
        """No views and no receivers: sign-in is allauth's, the account pages are ours."""
