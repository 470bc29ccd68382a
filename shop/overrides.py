"""The one list of Oscar classes we replace, each with its reason. Oscar asks for classes by name (`get_class`);
`load_classes` answers with ours where the list has one. tests/test_overrides.py proves each is used and a subclass.
"""

from typing import Any

from django.utils.module_loading import import_string
from oscar.core.loading import default_class_loader

OVERRIDES: dict[tuple[str, str], str] = {
    # Oscar allocates stock that is not there and reckons tax per unit, which cannot be whole cents.
    ("order.utils", "OrderCreator"): "shop.orders.placing.OrderCreator",
    # Staff dispatch an order; they do not set its status by hand.
    ("dashboard.orders.views", "OrderDetailView"): "shop.orders.dashboard.OrderDetailView",
    ("dashboard.orders.views", "OrderListView"): "shop.orders.dashboard.OrderListView",
    # A shelf below what is promised is a mistake to name, not a database error.
    ("dashboard.catalogue.forms", "StockRecordForm"): "shop.stock.dashboard.StockRecordForm",
    # The dashboard has no sign-in page of its own: there is one door.
    ("dashboard.views", "LoginView"): "shop.accounts.dashboard.LoginView",
}


def load_classes(module_label: str, classnames: list[str], module_prefix: str = "oscar.apps") -> list[Any]:
    """The classes Oscar asked for, in order; ours in place of its own where OVERRIDES names one."""
    found = []
    for name in classnames:
        ours = OVERRIDES.get((module_label, name))
        found.append(import_string(ours) if ours else default_class_loader(module_label, [name], module_prefix)[0])
    return found
