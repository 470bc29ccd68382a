"""What a cell of a fixture file may hold. Each function gives a reader: text in, value out, `CellError` if it is wrong.

The message of a `CellError` follows the file, line and column, so it says only what is wrong with the value.
"""
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Reader = Callable[[str], Any]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
SKU = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*\Z")
NPN = re.compile(r"[0-9]{8}\Z")
COUNTRY = re.compile(r"[A-Z]{2}\Z")
FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.webp\Z")
AGES = re.compile(r"[0-9]{1,2}-[0-9]{1,2}\Z")
WHOLE = re.compile(r"-?[0-9]{1,9}\Z")
NUMBER = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,4})?\Z")
DOLLARS = re.compile(r"-?[0-9]{1,6}(\.[0-9]+)?\Z")


class CellError(ValueError):
    """A value that cannot be used; the text is for the person who edits the file."""


def _needed(value: str, required: bool) -> bool:
    """True if there is something to read; an empty cell is refused when it is `required`."""
    if required and not value:
        raise CellError(_("must not be empty"))
    return bool(value)


def text(max_length: int, required: bool = True) -> Reader:
    """Plain text. Angle brackets are refused: these words are shown on pages and are never HTML."""

    def read(value: str) -> str:
        _needed(value, required)
        if len(value) > max_length:
            raise CellError(_("is %(count)d characters long, %(most)d fit") % {"count": len(value), "most": max_length})
        if "<" in value or ">" in value:
            raise CellError(_('"%(value)s" holds < or >; only plain text is possible') % {"value": value})
        return value

    return read


def matching(pattern: re.Pattern[str], expected: str | Promise, max_length: int = 60, required: bool = True) -> Reader:
    """Text of one shape, such as a slug; `expected` completes "… is not …"."""

    def read(value: str) -> str:
        if not _needed(value, required):
            return ""
        if not pattern.match(value) or len(value) > max_length:
            raise CellError(_('"%(value)s" is not %(expected)s') % {"value": value, "expected": expected})
        return value

    return read


def slug(max_length: int = 60) -> Reader:
    return matching(SLUG, gettext_lazy("a slug (small letters, digits and hyphens)"), max_length)


def choice(choices: Iterable[str], required: bool = True) -> Reader:
    known = tuple(choices)

    def read(value: str) -> str:
        if not _needed(value, required):
            return ""
        if value not in known:
            raise CellError(
                _('"%(value)s" is not one of: %(choices)s') % {"value": value, "choices": ", ".join(known)}
            )
        return value

    return read


def several(choices: Iterable[str]) -> Reader:
    """A list parted by semicolons; may be empty, names nothing twice."""
    read_one = choice(choices)

    def read(value: str) -> list[str]:
        found = [read_one(part.strip()) for part in value.split(";")] if value else []
        if len(set(found)) < len(found):
            raise CellError(_('"%(value)s" names something twice') % {"value": value})
        return found

    return read


def flag(required: bool = True) -> Reader:
    """`yes` or `no`; None for an empty cell, where "does not apply" is possible."""

    def read(value: str) -> bool | None:
        if not _needed(value, required):
            return None
        if value not in ("yes", "no"):
            raise CellError(_('"%(value)s" is neither yes nor no') % {"value": value})
        return value == "yes"

    return read


def whole(least: int = 0, most: int = 999_999, required: bool = True) -> Reader:
    """A whole number between `least` and `most`; None for an empty cell that may be empty."""

    def read(value: str) -> int | None:
        if not _needed(value, required):
            return None
        if not WHOLE.match(value):
            raise CellError(_('"%(value)s" is not a whole number') % {"value": value})
        if not least <= int(value) <= most:
            raise CellError(
                _("%(value)s is not between %(least)d and %(most)d") % {"value": value, "least": least, "most": most}
            )
        return int(value)

    return read


def quantity() -> Reader:
    """An amount above zero; a whole one comes back as int, else float (label amounts, never money)."""

    def read(value: str) -> int | float:
        _needed(value, True)
        if not NUMBER.match(value):
            raise CellError(_('"%(value)s" is not a number') % {"value": value})
        number = Decimal(value)
        if number <= 0:
            raise CellError(_("%(value)s is not above zero") % {"value": value})
        return int(number) if number == number.to_integral_value() else float(number)

    return read


def dollars(required: bool = True) -> Reader:
    """An amount of money above zero in whole cents, without sign or thousands separator."""

    def read(value: str) -> Decimal | None:
        if not _needed(value, required):
            return None
        if not DOLLARS.match(value):
            raise CellError(_('"%(value)s" is not an amount in dollars') % {"value": value})
        amount = Decimal(value)
        if amount <= 0:
            raise CellError(_("%(value)s is not above zero") % {"value": value})
        if amount != amount.quantize(Decimal("0.01")):
            raise CellError(_("%(value)s is not in whole cents") % {"value": value})
        return amount.quantize(Decimal("0.01"))

    return read
