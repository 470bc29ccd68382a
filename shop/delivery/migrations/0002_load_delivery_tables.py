"""The delivery zones and rates of the demo."""
from django.db import migrations

from shop.delivery.loading import load_delivery_tables


def load(apps, schema_editor):
    load_delivery_tables(apps.get_model("delivery", "DeliveryZone"), apps.get_model("delivery", "DeliveryRate"))


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
