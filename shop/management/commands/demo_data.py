"""manage.py demo_data: the sign-ins that `make run` prints. Only where DEBUG is true."""
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from shop.accounts.models import User

PASSWORD = "calm-demo-2026"  # noqa: S105  printed on every start; the users exist only on a developer's machine
STAFF = "staff@staycalm.example"
CUSTOMER = "customer@staycalm.example"


def create_demo_users() -> None:
    """Those that are missing; one that is there keeps the password it has."""
    people: dict[str, dict[str, Any]] = {
        STAFF: {"first_name": "Demo", "last_name": "Staff", "is_staff": True, "is_superuser": True},
        CUSTOMER: {"first_name": "Demo", "last_name": "Customer"},
    }
    for email, fields in people.items():
        if User.objects.filter(email=email).exists():
            continue
        with transaction.atomic():
            user = User.objects.create_user(email, PASSWORD)
            User.objects.filter(pk=user.pk).update(**fields)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


class Command(BaseCommand):
    help = "Create the demo staff member and the demo customer (DEBUG only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demo users exist only when DEBUG is true.")
        create_demo_users()
        self.stdout.write(f"{STAFF} and {CUSTOMER}, password {PASSWORD}")
