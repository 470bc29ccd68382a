"""Which tax, where, since when, on what. Staff edit both tables; placed orders keep what they were charged."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TaxRate(models.Model):
    """One tax in one province for a span of days."""

    province = models.CharField(_("province"), max_length=2)
    tax = models.CharField(_("tax"), max_length=4, help_text=_("GST, HST, PST, QST or RST."))
    rate = models.DecimalField(_("rate"), max_digits=7, decimal_places=6, help_text=_("0.13 is 13 %."))
    effective_from = models.DateField(_("from"))
    effective_to = models.DateField(_("to, inclusive"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.TextField(_("source"), blank=True)

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        ordering = ["province", "tax", "effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["province", "tax", "effective_from"], name="tax_rate_once_per_start"),
            models.CheckConstraint(condition=Q(rate__gte=0) & Q(rate__lt=1), name="tax_rate_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.tax} {self.rate} from {self.effective_from}"


class TaxRule(models.Model):
    """Whether a tax applies to a class of goods; an effective rate takes the place of the province's own."""

    tax_class = models.CharField(_("tax class"), max_length=40)
    tax = models.CharField(_("tax"), max_length=4)
    province = models.CharField(_("province"), max_length=2, blank=True, help_text=_("Empty: everywhere."))
    taxable = models.BooleanField(_("taxable"))
    effective_rate = models.DecimalField(_("effective rate"), max_digits=7, decimal_places=6, null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("tax rule")
        verbose_name_plural = _("tax rules")
        ordering = ["tax_class", "tax", "province"]
        constraints = [models.UniqueConstraint(fields=["tax_class", "tax", "province"], name="tax_rule_once")]

    def __str__(self) -> str:
        return f"{self.tax_class}: {self.tax} {self.province}".rstrip()
