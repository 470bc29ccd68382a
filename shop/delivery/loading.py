"""The zones and rates as delivered: shop/delivery/data/*.csv, made from ../shared/data/shipping.json."""

import csv
from pathlib import Path

from django.db import models

DATA = Path(__file__).parent / "data"


def load_delivery_tables(zone_model: type[models.Model], rate_model: type[models.Model]) -> None:
    """Add the rows that are missing; rows that staff changed stay. Takes the models so that a migration can call it."""
    zones = {}
    for row in csv.DictReader((DATA / "zones.csv").open()):
        code = row.pop("zone")
        values = {**row, "flat_charge": row["flat_charge"] or None, "free_from": row["free_from"] or None}
        zones[code], _created = zone_model._default_manager.get_or_create(code=code, defaults=values)
    for row in csv.DictReader((DATA / "rates.csv").open()):
        zone, service = zones[row.pop("zone")], row.pop("service")
        rate_model._default_manager.get_or_create(zone=zone, service=service, defaults=row)
