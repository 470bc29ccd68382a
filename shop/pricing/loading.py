"""The tax tables as delivered: shop/pricing/data/*.csv, sources beside the rows."""

import csv
from pathlib import Path

from django.db import models

DATA = Path(__file__).parent / "data"


def load_tax_tables(rate_model: type[models.Model], rule_model: type[models.Model]) -> None:
    """Add the rows that are missing; rows that staff changed stay. Takes the models so that a migration can call it."""
    for row in csv.DictReader((DATA / "tax_rates.csv").open()):
        key = {name: row.pop(name) for name in ("province", "tax", "effective_from")}
        row["effective_to"] = row["effective_to"] or None
        rate_model._default_manager.get_or_create(**key, defaults=row)
    for row in csv.DictReader((DATA / "tax_rules.csv").open()):
        key = {name: row.pop(name) for name in ("tax_class", "tax", "province")}
        values = {**row, "taxable": row["taxable"] == "yes", "effective_rate": row["effective_rate"] or None}
        rule_model._default_manager.get_or_create(**key, defaults=values)
