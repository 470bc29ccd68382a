"""The tax tables of Canada as of 2026-11-22."""
from django.db import migrations

from shop.pricing.loading import load_tax_tables


def load(apps, schema_editor):
    load_tax_tables(apps.get_model("pricing", "TaxRate"), apps.get_model("pricing", "TaxRule"))


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
