"""Bring rows of one table to what the files say: create what is missing, update what differs, note both."""
from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from shop.supplements.loading.report import Report

M = TypeVar("M", bound=Model)
K = TypeVar("K", bound=Hashable)


def sync_rows(
    model: type[M],
    existing: Mapping[K, M],
    wanted: Mapping[K, dict[str, Any]],
    note: tuple[Report, str, Callable[[K], str]],
    only_when_created: Mapping[K, dict[str, Any]] | None = None,
) -> dict[K, M]:
    """The rows for all keys of `wanted`, by key. `note` says where to report: (report, kind, name of a key).

    `only_when_created` are values that belong to the shop once the row is there, such as stock.
    """
    report, kind, name_of = note
    fresh: dict[K, M] = {}
    changed: list[M] = []
    changed_fields: set[str] = set()
    for key, values in wanted.items():
        row = existing.get(key)
        if row is None:
            fresh[key] = model(**values, **(only_when_created or {}).get(key, {}))
            report.add(kind, name_of(key))
            continue
        fields = {field for field, value in values.items() if getattr(row, field) != value}
        report.change(kind, name_of(key), {field.removesuffix("_id") for field in fields})
        if fields:
            for field in fields:
                setattr(row, field, values[field])
            changed.append(row)
            changed_fields |= fields
    model._default_manager.bulk_create(fresh.values())
    if changed:
        model._default_manager.bulk_update(changed, _with_date(model, changed, changed_fields))
    return {key: fresh.get(key) or existing[key] for key in wanted}


def _with_date(model: type[M], changed: list[M], fields: set[str]) -> list[str]:
    """The fields to write; Oscar's `date_updated` is set here since a bulk update does not."""
    if any(field.name == "date_updated" for field in model._meta.concrete_fields):
        for row in changed:
            row.__dict__["date_updated"] = timezone.now()
        fields = fields | {"date_updated"}
    return sorted(fields)
