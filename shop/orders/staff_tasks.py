"""Asking a person: one open task per matter, however often the machine stumbles over it."""

import logging

from oscar.apps.order.models import Order

from shop.orders.models import StaffTask

logger = logging.getLogger(__name__)


def ask_staff(key: str, reason: str, order: Order | None = None) -> StaffTask:
    """Open a task under `key`, or return the one that is open. Must run inside a transaction."""
    task, created = StaffTask.objects.get_or_create(
        key=key, resolved_at=None, defaults={"reason": reason, "order": order}
    )
    if created:
        logger.error("a person is needed: %s (%s)", reason, key)
    return task
