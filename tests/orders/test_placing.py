"""A basket becomes an order: once, at the price shown, with its stock."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from oscar.apps.basket.models import Basket
from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range
from oscar.apps.order.models import Order
from oscar.apps.partner.models import StockRecord

from shop.orders.placing import LinesNeedAttention, TotalChanged, place_order
from shop.orders.summaries import summarise_order
from shop.payments.invariants import check_invariants
from shop.payments.starting import _charge_lines
from shop.stock.taking import SoldOut
from tests.factories import TORONTO, make_basket, make_order, make_product, make_wish, stock_of

pytestmark = pytest.mark.django_db


def assert_all_holds():
    assert {area: finding.wrong for area, finding in check_invariants().items()} == {
        "money": [], "stock": [], "mail": [], "history": []
    }  # fmt: skip


def test_order_keeps_what_was_shown_and_takes_stock():
    product = make_product(price="38.99", stock=3)
    order = make_order(product, 2)
    # 77.98 is over 75: free delivery; HST 13 % of 77.98 is 10.1374
    assert (order.total_excl_tax, order.total_incl_tax) == (Decimal("77.98"), Decimal("88.12"))
    assert order.status == "Awaiting payment"
    assert stock_of(product) == (3, 2)
    summary = summarise_order(order)
    assert [(line.label, str(line.amount)) for line in summary.taxes] == [("HST 13% (Ontario)", "10.14")]
    assert summary.lines[0].name == f"{product.title}, 226 g (8 oz)"
    assert_all_holds()


def test_taxes_of_mixed_lines_are_stored_per_line_and_delivery():
    basket = make_basket((make_product(price="29.99"), 1), (make_product(price="5.00", tax_class="accessory"), 2))
    vancouver = replace(TORONTO, province="BC", postcode="V6B 1A1", city="Vancouver")
    order = place_order(make_wish(basket, address=vancouver))
    rows = [(row.tax, row.line.partner_sku if row.line else None, row.base) for row in order.charged_taxes.all()]
    assert len(rows) == 5  # GST on both lines and the delivery, PST on the mug's line and its share of the delivery
    assert order.total_incl_tax == Decimal(
        "53.31"
    )  # 39.99 + 9.95 + GST 2.50 + PST 0.87, 7 % of (10 + 9.95 × 10 / 39.99)
    assert_all_holds()


def test_the_same_basket_twice_is_one_order():
    basket = make_basket((make_product(stock=5), 1))
    wish = make_wish(basket)
    assert place_order(wish).pk == place_order(wish).pk
    assert Order.objects.count() == 1


def test_a_changed_price_asks_again_and_takes_nothing():
    product = make_product(price="20.00")
    basket = make_basket((product, 1))
    wish = make_wish(basket)
    StockRecord.objects.filter(product=product).update(price=Decimal("25.00"))
    with pytest.raises(TotalChanged):
        place_order(wish)
    assert stock_of(product) == (10, 0)
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN


def test_a_service_that_is_not_offered_is_refused():
    basket = make_basket((make_product(), 1))
    with pytest.raises(TotalChanged):
        place_order(make_wish(basket, delivery_code="teleport"))


def test_withdrawn_and_short_lines_are_refused():
    product = make_product(stock=1)
    basket = make_basket((product, 2))
    with pytest.raises(LinesNeedAttention):
        place_order(make_wish(basket))
    product.is_public = False
    product.save()
    with pytest.raises(LinesNeedAttention):
        place_order(make_wish(make_basket((product, 1))))
    assert Order.objects.count() == 0


def test_stock_gone_between_look_and_take_is_sold_out_and_leaves_nothing(monkeypatch):
    product = make_product(stock=1)
    wish = make_wish(make_basket((product, 1)))
    monkeypatch.setattr("shop.orders.placing._refuse_unless_as_shown", lambda quote, wish: None)
    StockRecord.objects.filter(product=product).update(num_in_stock=0)
    with pytest.raises(SoldOut):
        place_order(wish)
    assert Order.objects.count() == 0
    assert Basket.objects.get(pk=wish.basket_id).status == Basket.OPEN


def test_database_refuses_to_promise_more_than_there_is():
    product = make_product(stock=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockRecord.objects.filter(product=product).update(num_allocated=2)


def test_second_order_for_the_last_jar_is_refused():
    product = make_product(stock=1)
    wishes = [make_wish(make_basket((product, 1))) for _ in range(2)]
    place_order(wishes[0])
    with pytest.raises(LinesNeedAttention):
        place_order(wishes[1])
    assert_all_holds()


@pytest.mark.parametrize(("kind", "value"), [("Percentage", "12.5"), ("Percentage", "33"), ("Percentage", "100")])
def test_discounts_come_to_whole_cents_that_sum(kind, value):
    cheap, dear = make_product(price="10.03"), make_product(price="7.77", tax_class="accessory")
    everything = Range.objects.create(name="everything", includes_all_products=True)
    ConditionalOffer.objects.create(
        name="An offer",
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=kind, value=Decimal(value)),
    )
    order = place_order(make_wish(make_basket((cheap, 4), (dear, 3))))
    summary = summarise_order(order)
    sums = summary.subtotal - sum(amount for _name, amount in summary.discounts) + summary.delivery
    assert sums + sum(tax.amount for tax in summary.taxes) == order.total_incl_tax
    assert _charge_lines(order, summary)
    assert_all_holds()
