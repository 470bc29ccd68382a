"""A CHECK constraint behind shop/stock/taking.py: 0 <= allocated <= in stock, whoever writes the row.

The table is Oscar's and stays unforked: the constraint lives in the database only, not in Oscar's migration state
(otherwise `makemigrations` would want to write into Oscar's package). tests/stock/ proves that it is there.
"""
from django.db import migrations, models
from django.db.models import F, Q

CONSTRAINT = models.CheckConstraint(
    condition=Q(num_allocated__isnull=True) | (Q(num_allocated__gte=0) & Q(num_allocated__lte=F("num_in_stock"))),
    name="stock_allocated_within_shelf",
)


def add_constraint(apps, schema_editor):
    model = apps.get_model("partner", "StockRecord")
    model._meta.constraints = [*model._meta.constraints, CONSTRAINT]
    schema_editor.add_constraint(model, CONSTRAINT)


def remove_constraint(apps, schema_editor):
    schema_editor.remove_constraint(apps.get_model("partner", "StockRecord"), CONSTRAINT)


class Migration(migrations.Migration):
    dependencies = [("partner", "0007_partneraddress_code")]
    operations = [migrations.RunPython(add_constraint, remove_constraint)]
