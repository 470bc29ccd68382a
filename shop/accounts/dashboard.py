"""The dashboard's sign-in leads to the one door (shop/overrides.py lists it)."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from oscar.apps.dashboard.views import LoginView as OscarLoginView


class LoginView(OscarLoginView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect_to_login(request.GET.get("next") or reverse("dashboard:index"))
