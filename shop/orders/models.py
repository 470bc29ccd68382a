"""What an order needs beyond Oscar's own models. Oscar's stay unforked: ours hang on them one to one."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.basket.models import Basket
from oscar.apps.order.models import Line, Order


def make_token() -> str:
    """192 random bits: the guest's key to the order page."""
    return secrets.token_urlsafe(24)


class Placement(models.Model):
    """How an order came about and what it was promised: written once, when it is placed."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="placement", verbose_name=_("order"))
    basket = models.OneToOneField(  # one order per basket, whatever is pressed twice
        Basket, models.SET_NULL, null=True, related_name="placement", verbose_name=_("basket")
    )
    token = models.CharField(_("token"), max_length=40, unique=True, default=make_token)
    email = models.EmailField(_("e-mail"))
    province = models.CharField(_("province"), max_length=2)
    hold_until = models.DateTimeField(_("stock held until"), db_index=True)
    arrives_earliest = models.DateField(_("arrives between"))
    arrives_latest = models.DateField(_("and"))
    language = models.CharField(_("language"), max_length=10)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")

    def __str__(self) -> str:
        return f"placement of {self.order_id}"


class ChargedTax(models.Model):
    """One tax on one line (or on the delivery, `line` empty) as charged. Never reckoned again."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="charged_taxes", verbose_name=_("order"))
    line = models.ForeignKey(
        Line, models.CASCADE, null=True, blank=True, related_name="charged_taxes", verbose_name=_("line")
    )
    tax = models.CharField(_("tax"), max_length=4)
    rate = models.DecimalField(_("rate"), max_digits=7, decimal_places=6)
    base = models.DecimalField(_("base"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("charged tax")
        verbose_name_plural = _("charged taxes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.tax} {self.amount}"


class Dispatch(models.Model):
    """The parcel: who took it, when, and the number to follow it by."""

    CANADA_POST, PUROLATOR, UPS, OTHER = "canada-post", "purolator", "ups", "other"
    CARRIERS = [
        (CANADA_POST, _("Canada Post")),
        (PUROLATOR, _("Purolator")),
        (UPS, _("UPS")),
        (OTHER, _("Another carrier")),
    ]

    order = models.OneToOneField(Order, models.CASCADE, related_name="dispatch", verbose_name=_("order"))
    carrier = models.CharField(_("carrier"), max_length=20, choices=CARRIERS, default=CANADA_POST)
    tracking_number = models.CharField(_("tracking number"), max_length=40)
    dispatched_at = models.DateTimeField(_("dispatched"), auto_now_add=True)
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}"


class OutboxMail(models.Model):
    """A mail that must go out: written in the transaction that causes it, delivered by a job or by the sweep.

    `facts` are what the template needs beyond the order (a refund's amount, as text)."""

    CONFIRMED, DISPATCHED, CANCELLED, REFUNDED = (
        "order_confirmed",
        "order_dispatched",
        "order_cancelled",
        "order_refunded",
    )
    KINDS = [
        (CONFIRMED, _("Order confirmed")),
        (DISPATCHED, _("Order dispatched")),
        (CANCELLED, _("Order cancelled")),
        (REFUNDED, _("Order refunded")),
    ]

    order = models.ForeignKey(Order, models.CASCADE, related_name="mails", verbose_name=_("order"))
    kind = models.CharField(_("kind"), max_length=30, choices=KINDS)
    about = models.CharField(_("about"), max_length=40, blank=True, help_text=_("Which refund, for instance."))
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    not_before = models.DateTimeField(_("not before"), db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        constraints = [models.UniqueConstraint(fields=["order", "kind", "about"], name="one_mail_per_order_and_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of order {self.order_id}"


class StaffTask(models.Model):
    """Something the machine will not decide: a person looks, acts and closes it."""

    key = models.CharField(_("key"), max_length=120)
    order = models.ForeignKey(
        Order, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("order")
    )
    reason = models.TextField(_("reason"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("staff task")
        verbose_name_plural = _("staff tasks")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(resolved_at__isnull=True), name="one_open_task_per_key")
        ]

    def __str__(self) -> str:
        return self.reason
