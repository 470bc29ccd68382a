"""Sales tax on an order: by destination province, tax class of each line, and date.

Rules (sources in data/tax_rules.csv and docs/decisions): the destination decides; delivery follows the goods and is
shared over the lines by value; every tax is reckoned on the price before tax (QST and PST never on top of GST);
nothing is rounded before the sum, then each tax is rounded half up to the cent once per order. The cents of each
tax are then shared over the lines and the delivery by largest remainder, so that they sum exactly and a refund by
line gives back what was charged for that line.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from shop.money import round_cents, split_cents
from shop.pricing.models import TaxRate, TaxRule

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class TaxedLine:
    """Goods of one tax class; `amount` in dollars after discounts and before tax."""

    tax_class: str
    amount: Decimal


@dataclass(frozen=True)
class TaxShare:
    """What one line (`line` its index) or the delivery (`line` None) bears of one tax."""

    line: int | None
    tax: str
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True)
class TaxTotal:
    """One tax of the order. `rate` is None when its lines bear different rates (books with other goods)."""

    tax: str
    rate: Decimal | None
    amount: Decimal


@dataclass(frozen=True)
class Taxes:
    totals: tuple[TaxTotal, ...] = ()
    shares: tuple[TaxShare, ...] = ()

    @property
    def amount(self) -> Decimal:
        return sum((total.amount for total in self.totals), ZERO)

    def on_line(self, line: int | None) -> Decimal:
        """All taxes on the line with this index; None: on the delivery."""
        return sum((share.amount for share in self.shares if share.line == line), ZERO)


def reckon_taxes(lines: Sequence[TaxedLine], delivery: Decimal, *, country: str, province: str, on: date) -> Taxes:
    """Taxes for goods sent to `province` (two letters) of `country` on the day `on` (local to the warehouse).

    Goods sent out of Canada are zero-rated. Raises ValueError for a Canadian province without a rate on that day, and
    for a tax class without a rule.
    """
    if country != "CA" or not lines:
        return Taxes()
    rates = _rates_of(lines, province, on)
    delivery_shares = _share_exactly(delivery, [line.amount for line in lines])
    totals: list[TaxTotal] = []
    shares: list[TaxShare] = []
    for tax, by_class in rates.items():
        tax_total, tax_shares = _reckon_one(tax, by_class, lines, delivery_shares)
        if tax_shares:
            totals.append(tax_total)
            shares.extend(tax_shares)
    return Taxes(tuple(totals), tuple(shares))


def _rates_of(lines: Sequence[TaxedLine], province: str, on: date) -> dict[str, dict[str, Decimal]]:
    """{tax: {tax class: rate}}, federal tax first; classes that a tax spares are left out."""
    still = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
    provincial = list(
        TaxRate.objects.filter(still, province=province, effective_from__lte=on).order_by("tax", "effective_from")
    )
    if not provincial:
        raise ValueError(f"no tax rate for province {province!r} on {on}")
    classes = {line.tax_class for line in lines}
    rules = {
        (rule.tax_class, rule.tax): rule
        for rule in TaxRule.objects.filter(tax_class__in=classes, province__in=("", province)).order_by("province")
    }
    found: dict[str, dict[str, Decimal]] = {}
    for rate in provincial:
        found[rate.tax] = {}
        for tax_class in sorted(classes):
            rule = rules.get((tax_class, rate.tax))
            if rule is None:
                raise ValueError(f"no tax rule for {tax_class!r} and {rate.tax} in {province}")
            if rule.taxable:
                found[rate.tax][tax_class] = rate.rate if rule.effective_rate is None else rule.effective_rate
    return found


def _share_exactly(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Unrounded shares by value; by head when every line is free."""
    whole = sum(weights)
    return [amount * weight / whole if whole else amount / len(weights) for weight in weights]


def _reckon_one(
    tax: str, by_class: dict[str, Decimal], lines: Sequence[TaxedLine], delivery_shares: list[Decimal]
) -> tuple[TaxTotal, list[TaxShare]]:
    """One tax over all lines, rounded once, its cents shared out again to lines and delivery."""
    bearers: list[tuple[int | None, Decimal, Decimal]] = []  # line, rate, base
    delivery_by_rate: dict[Decimal, Decimal] = defaultdict(Decimal)
    for index, (line, share) in enumerate(zip(lines, delivery_shares, strict=True)):
        rate = by_class.get(line.tax_class)
        if rate is not None:
            bearers.append((index, rate, line.amount))
            delivery_by_rate[rate] += share
    bearers += [(None, rate, base) for rate, base in delivery_by_rate.items() if base]
    exact = [rate * base for _line, rate, base in bearers]
    amount = round_cents(sum(exact, Decimal(0)))
    rates = {rate for _line, rate, _base in bearers}
    cents = split_cents(amount, exact)
    shares = [
        TaxShare(line, tax, rate, round_cents(base), cent)
        for (line, rate, base), cent in zip(bearers, cents, strict=True)
    ]
    return TaxTotal(tax, rates.pop() if len(rates) == 1 else None, amount), shares
