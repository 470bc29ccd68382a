"""The customer and the member of staff: one user, known by e-mail."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser, UserManager


class LowerCaseUserManager(UserManager):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Lower case throughout: nobody has two accounts that differ by a capital."""
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **extra_fields: Any) -> "User":
        return super().create_user(self.normalize_email(email), password, **extra_fields)

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email=self.normalize_email(username))


class User(AbstractUser):
    objects = LowerCaseUserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = type(self).objects.normalize_email(self.email)  # type: ignore[has-type]
        super().save(*args, **kwargs)


def signed_in(request: HttpRequest) -> User | None:
    """Who asks, or None for a visitor."""
    user: Any = request.user  # lazy: its type says nothing until it is asked
    return user if user.is_authenticated else None
