"""Jobs about money. They take ids and may run twice; what they miss the sweep does."""

from celery import shared_task

from shop.payments import refunding, sweeping, webhooks


@shared_task
def process_event(event_pk: int) -> None:
    webhooks.process_event(event_pk)


@shared_task
def send_refund(refund_id: int) -> None:
    refunding.send_refund(refund_id)


@shared_task
def sweep() -> None:
    sweeping.sweep()
