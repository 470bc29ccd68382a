"""What delivery costs: services by zone and weight, the standard one flat and then free where the zone says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal

from shop.delivery.dates import estimate_arrival
from shop.delivery.models import DeliveryRate, DeliveryZone
from shop.money import round_cents

PARCEL_MAX_G = 30_000
FREE = Decimal("0.00")


class NoDelivery(Exception):
    """Nothing is delivered there, or the parcel is too heavy. The text is for the customer's eyes to be chosen by
    the caller: `reason` is "zone" or "weight"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class DeliveryOption:
    """One service offered for one basket; `charge` in dollars before tax, arrival between two dates inclusive."""

    code: str
    name: str
    charge: Decimal
    earliest: date
    latest: date


def find_zone(country: str, province: str, postcode: str) -> DeliveryZone:
    """The zone by postcode prefix, else by province or state, else the country's rest. Raises NoDelivery("zone")."""
    zones = list(DeliveryZone.objects.filter(country=country).prefetch_related("rates"))
    compact = postcode.replace(" ", "").upper()
    tests: tuple[Callable[[DeliveryZone], bool], ...] = (
        lambda zone: any(compact.startswith(prefix) for prefix in zone.postcode_prefixes.split()),
        lambda zone: province in zone.provinces.split(),
        lambda zone: not zone.provinces and not zone.postcode_prefixes,
    )
    for test in tests:
        for zone in zones:
            if test(zone):
                return zone
    raise NoDelivery("zone")


def find_free_threshold() -> Decimal | None:
    """Value of goods from which the standard service is free where it ever is (the provinces); None: nowhere."""
    zones = DeliveryZone.objects.filter(country="CA", free_from__isnull=False).order_by("free_from")
    threshold: Decimal | None = zones.values_list("free_from", flat=True).first()
    return threshold


def charge_by_weight(rate: DeliveryRate, weight_g: int) -> Decimal:
    """base + per_kg × the weight rounded up to the half kilogram."""
    kilograms = (Decimal(weight_g) / 500).to_integral_value(rounding=ROUND_CEILING) / 2
    return round_cents(rate.base + rate.per_kg * kilograms)


def quote_delivery(
    *, country: str, province: str, postcode: str, weight_g: int, goods: Decimal, at: datetime
) -> list[DeliveryOption]:
    """The services for a parcel of `weight_g` grams holding `goods` dollars (after discounts, before tax), the
    standard one first. Raises NoDelivery."""
    if weight_g > PARCEL_MAX_G:
        raise NoDelivery("weight")
    zone = find_zone(country, province, postcode)
    rates = sorted(zone.rates.all(), key=lambda rate: rate.service != DeliveryRate.EXPEDITED)
    if not rates:
        raise NoDelivery("zone")
    options = []
    for rate in rates:
        charge = charge_by_weight(rate, weight_g)
        if rate.service == DeliveryRate.EXPEDITED and zone.free_from is not None and goods >= zone.free_from:
            charge = FREE
        elif rate.service == DeliveryRate.EXPEDITED and zone.flat_charge is not None:
            charge = zone.flat_charge
        earliest, latest = estimate_arrival(at, (rate.days_min, rate.days_max), province if country == "CA" else None)
        options.append(DeliveryOption(rate.service, str(rate.get_service_display()), charge, earliest, latest))
    return options
