"""Money: attempts to pay an order, refunds, and every event Stripe told us."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.models import Order


def make_key() -> str:
    """The idempotency key of one attempt: the same row always asks Stripe for the same thing."""
    return uuid.uuid4().hex


class PaymentAttempt(models.Model):
    """One Stripe Checkout Session for one order. `amount` is the order's total, in dollars."""

    OPEN, PAID, EXPIRED, QUARANTINED = "open", "paid", "expired", "quarantined"
    STATES = [(OPEN, _("Open")), (PAID, _("Paid")), (EXPIRED, _("Expired")), (QUARANTINED, _("Quarantined"))]

    order = models.ForeignKey(Order, models.PROTECT, related_name="payment_attempts", verbose_name=_("order"))
    key = models.CharField(_("idempotency key"), max_length=40, unique=True, default=make_key)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default=OPEN)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    session_id = models.CharField(_("Stripe session"), max_length=255, null=True, blank=True, unique=True)
    session_url = models.TextField(_("payment page"), blank=True)
    payment_intent = models.CharField(_("Stripe payment intent"), max_length=255, blank=True, db_index=True)
    expires_at = models.DateTimeField(_("payment page closes"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state="open"), name="one_open_attempt_per_order"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="attempt_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} for order {self.order_id}: {self.state}"


class Refund(models.Model):
    """Money given back. The row exists before Stripe is asked; the sweep asks again until Stripe has answered."""

    PENDING, SUCCEEDED, FAILED = "pending", "succeeded", "failed"
    STATES = [(PENDING, _("Pending")), (SUCCEEDED, _("Succeeded")), (FAILED, _("Failed"))]
    LATE = "paid after cancellation"

    attempt = models.ForeignKey(PaymentAttempt, models.PROTECT, related_name="refunds", verbose_name=_("payment"))
    key = models.CharField(_("idempotency key"), max_length=40, unique=True, default=make_key)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=120)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default=PENDING)
    refund_id = models.CharField(_("Stripe refund"), max_length=255, blank=True, db_index=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(reason="paid after cancellation"), name="one_late_refund_per_payment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.attempt_id}: {self.state}"


class StripeEvent(models.Model):
    """One webhook event, stored before anything is done about it; the same event twice is one row."""

    event_id = models.CharField(_("event"), max_length=255, unique=True)
    kind = models.CharField(_("kind"), max_length=120)
    session_id = models.CharField(_("Stripe session"), max_length=255, blank=True)
    payment_intent = models.CharField(_("Stripe payment intent"), max_length=255, blank=True)
    attempt_key = models.CharField(_("attempt"), max_length=40, blank=True)
    refund_id = models.CharField(_("Stripe refund"), max_length=255, blank=True)
    livemode = models.BooleanField(_("live"))
    payload = models.JSONField(_("payload"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True, db_index=True)
    outcome = models.CharField(_("outcome"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Stripe event")
        verbose_name_plural = _("Stripe events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
