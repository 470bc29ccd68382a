"""Staff change stock in Oscar's dashboard while orders come and parcels leave."""

import pytest
from oscar.apps.partner.models import StockRecord

from shop.accounts.models import User
from shop.stock.dashboard import StockRecordForm
from shop.stock.taking import ship_stock, take_stock
from tests.factories import make_product, stock_of

pytestmark = pytest.mark.django_db


def posted(product, **changes):
    """The form as the page was opened now, with these changes; bound when it is called."""
    record = StockRecord.objects.get(product=product)
    names = ("partner", "partner_sku", "price_currency", "price", "num_in_stock", "low_stock_threshold")
    data = {name: getattr(record, f"{name}_id" if name == "partner" else name) for name in names}
    data = {name: "" if value is None else value for name, value in data.items()}
    data |= {"num_in_stock-seen": record.num_in_stock, **changes}

    def bind():
        instance = StockRecord.objects.get(product=product)
        return StockRecordForm(product.get_product_class(), User(is_staff=True), data, instance=instance)

    return bind


def save(bind):
    form = bind()
    assert form.is_valid(), form.errors
    form.save()


def test_count_changes_by_the_difference_to_what_was_seen():
    product = make_product(stock=10)
    page = posted(product, num_in_stock=12)
    pk = product.stockrecords.get().pk
    take_stock({pk: 3})
    ship_stock(pk, 3)
    save(page)
    assert stock_of(product) == (9, 0)


def test_another_field_changes_nothing_of_the_stock():
    product = make_product(stock=10)
    page = posted(product, low_stock_threshold=2)
    take_stock({product.stockrecords.get().pk: 4})
    save(page)
    assert stock_of(product) == (10, 4)
    assert product.stockrecords.get().low_stock_threshold == 2


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("num_in_stock", 3, "4 units are promised to open orders"),
        ("price_currency", "USD", "This shop sells in CAD."),
        ("price", "-5", "A price is more than zero."),
        ("price", "0", "A price is more than zero."),
    ],
)
def test_mistake_is_named(field, typed, complaint):
    product = make_product(stock=10)
    take_stock({product.stockrecords.get().pk: 4})
    form = posted(product, **{field: typed})()
    assert not form.is_valid()
    assert complaint in str(form.errors[field])


def test_page_shows_the_count_it_will_be_compared_with():
    product = make_product(stock=10)
    form = StockRecordForm(product.get_product_class(), User(is_staff=True), instance=product.stockrecords.get())
    assert 'name="num_in_stock-seen" value="10"' in str(form["num_in_stock"])
