from django.contrib import admin

from shop.delivery.models import DeliveryRate, DeliveryZone


class DeliveryRateInline(admin.TabularInline):
    model = DeliveryRate
    extra = 0


@admin.register(DeliveryZone)
class DeliveryZoneAdmin(admin.ModelAdmin):
    list_display = ("code", "label", "flat_charge", "free_from")
    inlines = [DeliveryRateInline]
