"""The Celery application and the one schedule table."""

import logging
import os
from typing import Any

from celery import Celery
from django.conf import settings
from django.db import transaction
from kombu.exceptions import KombuError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
logger = logging.getLogger(__name__)

app = Celery("shop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep payments and outbox": {"task": "shop.payments.tasks.sweep", "schedule": float(settings.SWEEP_SECONDS)},
}
app.conf.beat_schedule = SCHEDULE
app.conf.beat_schedule_filename = str(settings.VAR_DIR / "beat-schedule")


def enqueue(task: str, *args: Any) -> None:
    """Queue the task of this name once the transaction has committed. A broker that is down is logged, never raised:
    every queued job has a row in the database, and the sweep does what the queue lost. By name, so that the modules
    that do the work can queue more of it."""

    def publish() -> None:
        try:
            app.send_task(task, args)
        except (KombuError, OSError) as error:
            logger.warning("broker is down, %s%r waits for the sweep: %s", task, args, error)

    transaction.on_commit(publish)
