"""manage.py settle_payments: one sweep. Exit 0 clean, 1 repaired, 2 needs a person."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shop.orders.models import StaffTask
from shop.payments.sweeping import sweep


class Command(BaseCommand):
    help = "Settle open payments by what Stripe says, deliver what waits. Exit 0 clean, 1 repaired, 2 needs a person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep()
        tasks = [{"key": task.key, "reason": task.reason} for task in StaffTask.objects.filter(resolved_at=None)]
        if options["json"]:
            self.stdout.write(json.dumps({**swept.as_dict(), "tasks": tasks}))
        else:
            for name, value in swept.as_dict().items():
                self.stdout.write(f"{name}: {value}")
            for task in tasks:
                self.stdout.write(f"a person is needed: {task['reason']}")
        sys.exit(swept.exit_code)
