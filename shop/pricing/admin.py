from django.contrib import admin

from shop.pricing.models import TaxRate, TaxRule


@admin.register(TaxRate)
class TaxRateAdmin(admin.ModelAdmin):
    list_display = ("province", "tax", "rate", "effective_from", "effective_to")
    list_filter = ("province", "tax")


@admin.register(TaxRule)
class TaxRuleAdmin(admin.ModelAdmin):
    list_display = ("tax_class", "tax", "province", "taxable", "effective_rate", "confidence")
    list_filter = ("tax_class", "tax")
