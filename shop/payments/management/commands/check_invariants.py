"""manage.py check_invariants: exit 0 when money, stock, mail and history hold, 1 when they do not."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shop.payments.invariants import check_invariants


class Command(BaseCommand):
    help = "Check what must always hold of money, stock, mail and history. Exit 0 when it does, 1 when it does not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = check_invariants()
        if options["json"]:
            self.stdout.write(json.dumps({area: asdict(finding) for area, finding in findings.items()}))
        else:
            for area, finding in findings.items():
                self.stdout.write(f"{area}: {finding.checked} checked, {len(finding.wrong)} wrong")
                for what in finding.wrong:
                    self.stdout.write(f"  {what}")
        sys.exit(1 if any(finding.wrong for finding in findings.values()) else 0)
