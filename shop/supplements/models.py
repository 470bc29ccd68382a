"""What a jar contains. Facts belong to the product as a customer knows it (Oscar's parent or standalone product),
a variant to the thing that is bought (Oscar's child or standalone product). Oscar's own models stay as they are.
"""
from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.models import Product


class SupplementFacts(models.Model):
    """Label facts of one product. Lists are lists of sentences.

    `figures_are_demo` and `npn_is_fictional` are shown on the page: what is invented must not pass for a real label.
    """

    product = models.OneToOneField(Product, models.CASCADE, related_name="facts", verbose_name=_("product"))
    summary = models.CharField(_("summary"), max_length=120, blank=True, help_text=_("One line, for cards and lists."))
    form = models.CharField(_("form"), max_length=40)
    tax_class = models.CharField(
        _("tax class"), max_length=40, help_text=_("As in the tax rules, e.g. nhp_ingestible.")
    )
    npn = models.CharField(_("NPN"), max_length=8, blank=True)
    npn_is_fictional = models.BooleanField(_("NPN is fictional"), default=True)
    serving_size = models.CharField(_("serving size"), max_length=120, blank=True)
    nutrients = models.JSONField(
        _("nutrients"),
        default=list,
        blank=True,
        help_text=_("[{key, amount, unit, as}] per serving, elemental amounts."),
    )
    non_medicinal_ingredients = models.JSONField(_("non-medicinal ingredients"), default=list, blank=True)
    recommended_use = models.JSONField(_("recommended use"), default=list, blank=True)
    directions = models.TextField(_("directions"), blank=True)
    dose_by_age = models.JSONField(_("dose by age band"), default=dict, blank=True)
    duration = models.CharField(_("duration of use"), max_length=200, blank=True)
    age_group = models.CharField(_("age group"), max_length=80, blank=True)
    cautions = models.JSONField(_("cautions"), default=list, blank=True)
    storage = models.TextField(_("storage"), blank=True)
    storage_class = models.CharField(_("storage class"), max_length=40, blank=True)
    allergens_contains = models.JSONField(_("contains allergens"), default=list, blank=True)
    may_contain = models.JSONField(_("may contain"), default=list, blank=True)
    free_from = models.JSONField(_("free from"), default=list, blank=True)
    diet = models.JSONField(_("diet flags"), default=dict, blank=True)
    shelf_life_months = models.PositiveSmallIntegerField(_("shelf life in months"), null=True, blank=True)
    origin_country = models.CharField(_("country of origin"), max_length=2, blank=True)
    hs_hint = models.CharField(_("HS code hint"), max_length=80, blank=True)
    sell_ca = models.BooleanField(_("sold in Canada"), default=True)
    sell_us = models.BooleanField(_("sold in the USA"), default=False)
    figures_are_demo = models.BooleanField(
        _("figures are demo data"), default=True, help_text=_("Doses, prices or stock are invented or estimated.")
    )
    figures_note = models.TextField(_("where the figures come from"), blank=True)

    class Meta:
        verbose_name = _("supplement facts")
        verbose_name_plural = _("supplement facts")

    def __str__(self) -> str:
        return f"facts of {self.product.slug}"


class Variant(models.Model):
    """What makes one purchasable unit: flavour, size, servings and the weight that the parcel is charged by."""

    product = models.OneToOneField(Product, models.CASCADE, related_name="variant", verbose_name=_("product"))
    flavour = models.CharField(_("flavour"), max_length=60, blank=True)
    size = models.CharField(_("size"), max_length=60, help_text=_("As printed, e.g. 226 g (8 oz)."))
    net_g = models.PositiveIntegerField(_("net weight in g"), null=True, blank=True)
    count = models.PositiveIntegerField(_("pieces"), null=True, blank=True)
    servings = models.PositiveIntegerField(_("servings"), null=True, blank=True)
    gross_weight_g = models.PositiveIntegerField(_("gross weight in g"))
    compare_at_price = models.DecimalField(
        _("compare-at price"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.product.upc}: {self.label}"

    @property
    def label(self) -> str:
        """`Raspberry-Lemon, 226 g (8 oz)`"""
        return ", ".join(part for part in (self.flavour, self.size) if part)
