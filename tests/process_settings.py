"""The shop's settings for the processes of a test: its own alone, but the queue has a name of its own."""
import os

from shop.settings import *  # noqa: F403

CELERY_TASK_DEFAULT_QUEUE = os.environ["SHOP_TEST_QUEUE"]  # the broker may be shared with other tests
