"""The variant chooser: which flavours and sizes there are and where each one leads, seen from the chosen unit."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.catalogue.units import Unit


@dataclass(frozen=True)
class Option:
    """`url` is empty where the combination is not made."""

    label: str
    url: str
    is_current: bool
    is_sold_out: bool


@dataclass(frozen=True)
class Choice:
    name: str | Promise
    options: tuple[Option, ...]


def list_choices(units: Sequence[Unit], chosen: Unit, path: str) -> list[Choice]:
    """Flavour and size as two choices where both vary and every unit has both; otherwise one; none for one unit.

    A flavour keeps the chosen size if it is made in it and falls back on its first. A size that the chosen flavour
    is not made in leads nowhere: it is shown, and shown as such.
    """
    flavours = list(dict.fromkeys(unit.flavour for unit in units))
    sizes = list(dict.fromkeys(unit.size for unit in units))
    if len(units) < 2:
        return []
    if len(sizes) == 1:
        return [_one_choice(_("Flavour"), units, chosen, path, lambda unit: unit.flavour or unit.label)]
    if len(flavours) == 1:
        return [_one_choice(_("Size"), units, chosen, path, lambda unit: unit.size or unit.label)]
    if "" in flavours or len(flavours) == len(units) == len(sizes):
        return [_one_choice(_("Kind"), units, chosen, path, lambda unit: unit.label)]
    return [
        Choice(_("Flavour"), tuple(_flavour_option(units, chosen, path, flavour) for flavour in flavours)),
        Choice(_("Size"), tuple(_size_option(units, chosen, path, size) for size in sizes)),
    ]


def variant_path(path: str, unit: Unit) -> str:
    return f"{path}?{urlencode({'variant': unit.sku})}"


def _one_choice(
    name: str | Promise, units: Sequence[Unit], chosen: Unit, path: str, label: Callable[[Unit], str]
) -> Choice:
    return Choice(
        name,
        tuple(Option(label(unit), variant_path(path, unit), unit == chosen, unit.is_sold_out) for unit in units),
    )


def _flavour_option(units: Sequence[Unit], chosen: Unit, path: str, flavour: str) -> Option:
    of_flavour = [unit for unit in units if unit.flavour == flavour]
    target = next((unit for unit in of_flavour if unit.size == chosen.size), of_flavour[0])
    sold_out = all(unit.is_sold_out for unit in of_flavour)
    return Option(flavour, variant_path(path, target), flavour == chosen.flavour, sold_out)


def _size_option(units: Sequence[Unit], chosen: Unit, path: str, size: str) -> Option:
    target = next((unit for unit in units if unit.size == size and unit.flavour == chosen.flavour), None)
    if target is None:
        return Option(size, "", False, False)
    return Option(size, variant_path(path, target), target == chosen, target.is_sold_out)
