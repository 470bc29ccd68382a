"""The one sign-in door: other packages' sign-in pages lead here."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse


def to_the_one_door(request: HttpRequest) -> HttpResponse:
    """allauth checks `next` itself: it goes nowhere but to this shop."""
    return redirect_to_login(request.GET.get("next") or "/cms/")
