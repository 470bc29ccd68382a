"""The one place that turns Decimal dollars into cents and back, and that rounds."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> int:
    """Whole cents of a dollar amount. Nothing is rounded: ValueError when they are not whole."""
    cents = amount * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} is not a whole number of cents")
    return int(cents)


def from_cents(cents: int) -> Decimal:
    return Decimal(cents) / 100


def round_cents(amount: Decimal) -> Decimal:
    """Half up to the cent, as the CRA reckons tax."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def split_cents(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Share `total` (whole cents) over `weights` so that the shares are whole cents and sum to it exactly.

    Largest remainder: every share is its exact part rounded down, the cents left over go to the largest remainders.
    All weights zero: the first gets everything; no weights: an empty list (total must then be 0).
    """
    if not weights:
        if total:
            raise ValueError("nothing to share the amount over")
        return []
    whole = sum(weights)
    if not whole:
        return [total] + [Decimal("0.00")] * (len(weights) - 1)
    sign = -1 if total < 0 else 1
    exact = [abs(to_cents(total)) * weight / whole for weight in weights]
    cents = [int(part) for part in exact]
    left = abs(to_cents(total)) - sum(cents)
    for index in sorted(range(len(weights)), key=lambda i: (cents[i] - exact[i], i))[:left]:
        cents[index] += 1
    return [from_cents(sign * part) for part in cents]
