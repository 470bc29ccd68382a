"""Zones and rates, editable by staff. The rates are made up for the demo, shaped like a carrier's tariff."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryZone(models.Model):
    """Where a parcel goes. A postcode prefix wins over a province; a zone with neither takes the rest."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    label = models.CharField(_("label"), max_length=120)
    country = models.CharField(_("country"), max_length=2)
    provinces = models.CharField(_("provinces or states"), max_length=200, blank=True, help_text=_("ON QC"))
    postcode_prefixes = models.CharField(_("postcode prefixes"), max_length=200, blank=True, help_text=_("M L4 L5"))
    flat_charge = models.DecimalField(
        _("flat charge"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("What the standard service costs below the free threshold; empty: by weight."),
    )
    free_from = models.DecimalField(
        _("free from"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Value of goods after discounts and before tax from which the standard service is free."),
    )

    class Meta:
        verbose_name = _("delivery zone")
        verbose_name_plural = _("delivery zones")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class DeliveryRate(models.Model):
    """One service into one zone: base + per_kg for each started half kilogram, and its transit in business days."""

    EXPEDITED, XPRESS = "expedited", "xpress"
    SERVICES = [(EXPEDITED, _("Expedited parcel")), (XPRESS, _("Express"))]

    zone = models.ForeignKey(DeliveryZone, models.CASCADE, related_name="rates", verbose_name=_("zone"))
    service = models.CharField(_("service"), max_length=20, choices=SERVICES)
    base = models.DecimalField(_("base"), max_digits=8, decimal_places=2)
    per_kg = models.DecimalField(_("per kg"), max_digits=8, decimal_places=2)
    days_min = models.PositiveSmallIntegerField(_("business days, at least"))
    days_max = models.PositiveSmallIntegerField(_("business days, at most"))

    class Meta:
        verbose_name = _("delivery rate")
        verbose_name_plural = _("delivery rates")
        ordering = ["zone", "service"]
        constraints = [models.UniqueConstraint(fields=["zone", "service"], name="delivery_rate_once")]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.service}"
