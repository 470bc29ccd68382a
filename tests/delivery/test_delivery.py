"""Zones, charges, dates and postal codes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shop.delivery.dates import estimate_arrival
from shop.delivery.postcodes import normalise_postcode, provinces_of
from shop.delivery.quoting import NoDelivery, find_zone, quote_delivery

MONDAY_MORNING = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10:00 in Toronto
MONDAY_AFTERNOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 13:00 in Toronto: too late for that day


def quote(**changes):
    wanted = {
        "country": "CA", "province": "ON", "postcode": "K1A 0B1", "weight_g": 590, "goods": Decimal("62.99"),
        "at": MONDAY_MORNING,
    }  # fmt: skip
    return {option.code: option for option in quote_delivery(**{**wanted, **changes})}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("province", "postcode", "zone"),
    [
        ("ON", "M5V 2T6", "CA-1"), ("ON", "L4B 1B1", "CA-1"), ("ON", "L2A 1A1", "CA-2"), ("QC", "H2X 1Y4", "CA-2"),
        ("NS", "B3J 1A1", "CA-3"), ("BC", "V6B 1A1", "CA-4"), ("NU", "X0A 0H0", "CA-N"),
    ],
)  # fmt: skip
def test_zone_by_postcode_then_province(province, postcode, zone):
    assert find_zone("CA", province, postcode).code == zone


@pytest.mark.django_db
def test_zone_of_the_united_states_and_of_nowhere():
    assert find_zone("US", "HI", "96801").code == "US-2"
    assert find_zone("US", "NY", "10001").code == "US-1"
    with pytest.raises(NoDelivery):
        find_zone("FR", "", "75001")


@pytest.mark.django_db
def test_standard_is_flat_below_the_threshold_and_free_from_it():
    assert quote(goods=Decimal("74.99"))["expedited"].charge == Decimal("9.95")
    assert quote(goods=Decimal("75.00"))["expedited"].charge == Decimal("0.00")


@pytest.mark.django_db
def test_express_goes_by_started_half_kilogram():
    assert quote(weight_g=500)["xpress"].charge == Decimal("19.95")  # 18.50 + 2.90 × 0.5
    assert quote(weight_g=501)["xpress"].charge == Decimal("21.40")  # 18.50 + 2.90 × 1.0


@pytest.mark.django_db
def test_the_north_is_never_free_and_goes_by_weight():
    north = quote(province="YT", postcode="Y1A 1A1", goods=Decimal("200.00"))
    assert north["expedited"].charge == Decimal("34.50")  # 28.00 + 6.50 × 1.0


@pytest.mark.django_db
def test_a_parcel_over_thirty_kilograms_is_refused():
    with pytest.raises(NoDelivery):
        quote(weight_g=30_001)


def test_dates_count_business_days_from_the_cut_off():
    assert estimate_arrival(MONDAY_MORNING, (1, 3), "ON") == (date(2026, 11, 25), date(2026, 11, 30))
    assert estimate_arrival(MONDAY_AFTERNOON, (1, 3), "ON") == (date(2026, 11, 26), date(2026, 12, 1))


def test_dates_skip_weekend_christmas_and_boxing_day_observed():
    wednesday = datetime(2026, 12, 23, 15, 0, tzinfo=UTC)
    # start 23rd; handling to 24th / 29th (25th holiday, 28th Boxing Day observed); transit 1 / 2 days
    assert estimate_arrival(wednesday, (1, 2), "ON") == (date(2026, 12, 29), date(2026, 12, 31))


def test_dates_skip_a_holiday_of_the_destination_only():
    friday = datetime(2026, 6, 19, 14, 0, tzinfo=UTC)
    # 24 June is Quebec's national day: handled Monday 22 / Tuesday 23, then 2 business days
    assert estimate_arrival(friday, (2, 2), "QC")[0] == date(2026, 6, 25)
    assert estimate_arrival(friday, (2, 2), "ON")[0] == date(2026, 6, 24)


@pytest.mark.parametrize("text", ["m5v2t6", " M5V 2T6 ", "M5V-2T6", "m5v  2t6"])
def test_postcode_is_normalised(text):
    assert normalise_postcode(text) == "M5V 2T6"


@pytest.mark.parametrize("text", ["", "12345", "D5V 2T6", "M5V 2T", "W1A 1A1", "M5V2T6X"])
def test_postcode_is_refused(text):
    with pytest.raises(ValueError, match="is not a Canadian postal code"):
        normalise_postcode(text)


def test_x_codes_split_between_two_territories():
    assert provinces_of("X0A 0H0") == {"NU"}
    assert provinces_of("X1A 1A1") == {"NT"}
    assert provinces_of("X9Z 1A1") == {"NT", "NU"}
