"""Canadian postal codes: format, and whether the code belongs to the province.

Source: ../shared/data/shipping.json ("postal"). The first letter names the province; X is split by its first three
characters between the Northwest Territories and Nunavut.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

POSTCODE = re.compile(r"^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d$", re.ASCII)
PROVINCE_BY_LETTER = {
    "A": "NL", "B": "NS", "C": "PE", "E": "NB", "G": "QC", "H": "QC", "J": "QC", "K": "ON", "L": "ON", "M": "ON",
    "N": "ON", "P": "ON", "R": "MB", "S": "SK", "T": "AB", "V": "BC", "Y": "YT",
}  # fmt: skip
PROVINCE_BY_X = {"X0A": "NU", "X0B": "NU", "X0C": "NU", "X0E": "NT", "X0G": "NT", "X1A": "NT"}
PROVINCES: dict[str, Promise] = {
    "AB": _("Alberta"), "BC": _("British Columbia"), "MB": _("Manitoba"), "NB": _("New Brunswick"),
    "NL": _("Newfoundland and Labrador"), "NS": _("Nova Scotia"), "NT": _("Northwest Territories"),
    "NU": _("Nunavut"), "ON": _("Ontario"), "PE": _("Prince Edward Island"), "QC": _("Quebec"),
    "SK": _("Saskatchewan"), "YT": _("Yukon"),
}  # fmt: skip


def normalise_postcode(text: str) -> str:
    """`m5v2t6` → `M5V 2T6`. Raises ValueError when it is not a Canadian postal code."""
    code = re.sub(r"\s+", " ", text.strip().upper())
    if not POSTCODE.match(code):
        raise ValueError(f"{text!r} is not a Canadian postal code")
    return f"{code[:3]} {code[-3:]}"


def provinces_of(postcode: str) -> set[str]:
    """The provinces a normalised code can belong to; an X code not in the table may be either territory."""
    if postcode.startswith("X"):
        known = PROVINCE_BY_X.get(postcode[:3])
        return {known} if known else {"NT", "NU"}
    return {PROVINCE_BY_LETTER[postcode[0]]}
