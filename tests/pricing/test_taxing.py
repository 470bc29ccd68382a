"""The nine worked examples of the tax research, to the cent, and the rules behind them."""

from datetime import date
from decimal import Decimal

import pytest

from shop.pricing.taxing import TaxedLine, reckon_taxes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)

# ../shared/data/tax_ca.json "worked_examples": name, destination, lines, delivery, taxes, total
EXAMPLES = [
    ("ON, supplements", "ON", [("nhp_ingestible", "62.99")], "0.00", {"HST": "8.19"}, "71.18"),
    ("NS after cut", "NS", [("nhp_ingestible", "62.99")], "9.95", {"HST": "10.21"}, "83.15"),
    ("QC", "QC", [("nhp_ingestible", "38.99")], "9.95", {"GST": "2.45", "QST": "4.88"}, "56.27"),
    ("BC, exempt goods", "BC", [("nhp_ingestible", "38.99")], "9.95", {"GST": "2.45"}, "51.39"),
    (
        "BC, mixed", "BC", [("nhp_ingestible", "38.99"), ("accessory", "24.00")], "0.00",
        {"GST": "3.15", "PST": "1.68"}, "67.82",
    ),
    ("SK", "SK", [("nhp_ingestible", "29.99")], "9.95", {"GST": "2.00", "PST": "2.40"}, "44.34"),
    ("MB", "MB", [("nhp_ingestible", "29.99")], "9.95", {"GST": "2.00", "RST": "2.80"}, "44.74"),
    ("YT", "YT", [("nhp_ingestible", "100.00")], "18.00", {"GST": "5.90"}, "123.90"),
    ("US export", "US-NY", [("nhp_ingestible", "62.99")], "24.00", {}, "86.99"),
]  # fmt: skip


def reckon(destination, lines, delivery, on=TODAY):
    country, _, state = destination.rpartition("-")
    return reckon_taxes(
        [TaxedLine(tax_class, Decimal(amount)) for tax_class, amount in lines],
        Decimal(delivery),
        country=country or "CA",
        province=state,
        on=on,
    )


@pytest.mark.parametrize(("name", "destination", "lines", "delivery", "expected", "total"), EXAMPLES)
def test_worked_example(name, destination, lines, delivery, expected, total):
    taxes = reckon(destination, lines, delivery)
    assert {tax.tax: str(tax.amount) for tax in taxes.totals} == expected
    goods = sum(Decimal(amount) for _class, amount in lines)
    assert str(goods + Decimal(delivery) + taxes.amount) == total


@pytest.mark.parametrize(("name", "destination", "lines", "delivery", "expected", "total"), EXAMPLES)
def test_shares_of_lines_and_delivery_sum_to_each_tax(name, destination, lines, delivery, expected, total):
    taxes = reckon(destination, lines, delivery)
    for tax in taxes.totals:
        assert sum(share.amount for share in taxes.shares if share.tax == tax.tax) == tax.amount
    on_lines = sum(taxes.on_line(index) for index in range(len(lines)))
    assert on_lines + taxes.on_line(None) == taxes.amount


def test_nova_scotia_before_and_after_the_cut():
    lines = [("nhp_ingestible", "100.00")]
    assert str(reckon("NS", lines, "0.00", date(2025, 3, 31)).amount) == "15.00"
    assert str(reckon("NS", lines, "0.00", date(2025, 4, 1)).amount) == "14.00"


def test_book_in_ontario_bears_five_per_cent_and_no_single_rate_is_named_with_other_goods():
    assert str(reckon("ON", [("book", "20.00")], "0.00").amount) == "1.00"
    mixed = reckon("ON", [("book", "20.00"), ("nhp_ingestible", "20.00")], "0.00")
    assert [(tax.tax, tax.rate, str(tax.amount)) for tax in mixed.totals] == [("HST", None, "3.60")]


def test_delivery_of_spared_goods_is_spared_and_of_mixed_goods_shared_by_value():
    mixed = reckon("BC", [("nhp_ingestible", "30.00"), ("accessory", "10.00")], "8.00")
    # PST bears on the mug and a quarter of the delivery: 7 % of 12.00
    assert {tax.tax: str(tax.amount) for tax in mixed.totals} == {"GST": "2.40", "PST": "0.84"}


def test_a_class_without_rule_and_a_province_without_rate_are_refused():
    with pytest.raises(ValueError, match="no tax rule for 'unheard_of'"):
        reckon("ON", [("unheard_of", "1.00")], "0.00")
    with pytest.raises(ValueError, match="no tax rate for province 'ZZ'"):
        reckon("ZZ", [("accessory", "1.00")], "0.00")
