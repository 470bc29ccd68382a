"""allauth's hooks: what its mails call the shop, and where sign-in leads."""

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class ShopName:
    """Stands where allauth's mail templates look for a site."""

    name: str
    domain: str


SHOP = ShopName(settings.OSCAR_SHOP_NAME, str(settings.SITE_HOST))


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The mails name the shop, not Django's example.com."""
        super().send_mail(template_prefix, email, {**context, "current_site": SHOP})

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to work, customers to their orders."""
        if getattr(request.user, "is_staff", False):
            return reverse("dashboard:index")
        return str(super().get_login_redirect_url(request))
