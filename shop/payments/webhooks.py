"""What Stripe tells us: stored first, then used only as a reason to ask Stripe how things stand."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.celery import enqueue
from shop.orders.staff_tasks import ask_staff
from shop.payments import gateway
from shop.payments.models import PaymentAttempt, Refund, StripeEvent
from shop.payments.refunding import send_refund
from shop.payments.settling import settle_payment

MAX_BODY = 256 * 1024


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """400 and no row for a forged event; 200 as soon as the event is stored (again)."""
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        return HttpResponse("too large", status=413, content_type="text/plain")
    try:
        event = gateway.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except gateway.ForgedEvent:
        return HttpResponse("bad signature", status=400, content_type="text/plain")
    store_event(event)
    return HttpResponse("ok", content_type="text/plain")


def store_event(event: gateway.Event) -> StripeEvent:
    """One row per event id; a new one is queued."""
    with transaction.atomic():
        row, created = StripeEvent.objects.get_or_create(
            event_id=event.id,
            defaults={
                "kind": event.kind,
                "session_id": event.session_id,
                "payment_intent": event.payment_intent,
                "attempt_key": event.key,
                "refund_id": event.refund_id,
                "livemode": event.livemode,
                "payload": event.payload,
            },
        )
        if created:
            enqueue("shop.payments.tasks.process_event", row.pk)
        return row


def process_event(event_pk: int) -> bool:
    """Act on a stored event, once. Raises GatewayDown when Stripe cannot be asked: the sweep tries again."""
    event = StripeEvent.objects.get(pk=event_pk)
    if event.processed_at is not None:
        return False
    outcome = _act_on(event)
    done = StripeEvent.objects.filter(pk=event_pk, processed_at=None)
    return bool(done.update(processed_at=timezone.now(), outcome=outcome))


def _act_on(event: StripeEvent) -> str:
    if event.livemode != gateway.is_live():
        with transaction.atomic():
            ask_staff(f"event-mode-{event.event_id}", f"Event {event.event_id} has livemode={event.livemode}")
        return "quarantined: wrong mode"
    refund = Refund.objects.filter(refund_id=event.refund_id).first() if event.refund_id else None
    if refund is not None:
        return "refund settled" if send_refund(refund.pk) else "nothing to do"
    attempt = _find_attempt(event)
    if attempt is not None:
        return "settled" if settle_payment(attempt.pk) else "nothing to do"
    if event.kind in {"checkout.session.completed", "payment_intent.succeeded"}:
        with transaction.atomic():
            thing = event.session_id or event.payment_intent
            ask_staff(
                f"money-without-order-{thing}", f"Stripe reports a payment ({thing}) that no order here asked for"
            )
        return "money without order"
    return "not ours"


def _find_attempt(event: StripeEvent) -> PaymentAttempt | None:
    """By session, else by the key we gave Stripe. An attempt whose answer was lost learns its session here."""
    attempts = PaymentAttempt.objects
    if event.session_id:
        found = attempts.filter(session_id=event.session_id).first()
        if found is not None:
            return found
    if event.attempt_key:
        found = attempts.filter(key=event.attempt_key).first()
        if found is not None and not found.session_id and event.session_id:
            attempts.filter(pk=found.pk, session_id=None).update(session_id=event.session_id)
        if found is not None and event.session_id in {"", found.session_id or event.session_id}:
            return found
    return None
