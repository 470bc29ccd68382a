"""Taking and giving back stock. Oscar's stock record holds what is on the shelf (`num_in_stock`) and what of it is
promised to open orders (`num_allocated`); what can be sold is the difference. Every function here must run inside the
caller's transaction; a CHECK constraint in the database stands behind them (migration 0001).
"""

from collections.abc import Mapping

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from oscar.apps.partner.models import StockRecord

ALLOCATED = Coalesce(F("num_allocated"), Value(0))


class SoldOut(Exception):
    """Not enough of some stock records; `available` is {stock record id: units that can still be sold}."""

    def __init__(self, available: Mapping[int, int]) -> None:
        super().__init__(f"sold out: {dict(available)}")
        self.available = dict(available)


def count_available(stockrecord_ids: list[int]) -> dict[int, int]:
    """{stock record id: units on the shelf that nobody has been promised}"""
    rows = StockRecord.objects.filter(pk__in=stockrecord_ids).annotate(left=F("num_in_stock") - ALLOCATED)
    return {row.pk: max(row.left or 0, 0) for row in rows}


def take_stock(wanted: Mapping[int, int]) -> None:
    """Promise `wanted` ({stock record id: units}) to an order, all of it or SoldOut (the caller rolls back).

    One conditional UPDATE a record, in primary-key order so that two orders never wait for each other in a ring.
    """
    short = [pk for pk in sorted(wanted) if not _take_one(pk, wanted[pk])]
    if short:
        raise SoldOut(count_available(short))


def _take_one(stockrecord_id: int, units: int) -> bool:
    if units < 1:
        raise ValueError(f"cannot take {units} units")
    rows = StockRecord.objects.filter(pk=stockrecord_id, num_in_stock__gte=ALLOCATED + units)
    return rows.update(num_allocated=ALLOCATED + units) == 1


def give_back(stockrecord_id: int, units: int) -> None:
    """Release a promise: the order was cancelled before it left."""
    rows = StockRecord.objects.filter(pk=stockrecord_id, num_allocated__gte=units)
    if rows.update(num_allocated=F("num_allocated") - units) != 1:
        raise RuntimeError(f"stock record {stockrecord_id} has not {units} units allocated")


def ship_stock(stockrecord_id: int, units: int) -> None:
    """The promised units leave the shelf."""
    rows = StockRecord.objects.filter(pk=stockrecord_id, num_allocated__gte=units, num_in_stock__gte=units)
    if rows.update(num_allocated=F("num_allocated") - units, num_in_stock=F("num_in_stock") - units) != 1:
        raise RuntimeError(f"stock record {stockrecord_id} has not {units} allocated units on the shelf")
