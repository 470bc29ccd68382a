"""The one list of Oscar classes we replace, each with its reason. Oscar asks for classes by name (`get_class`);
`load_classes` answers with ours where the list has one. tests/test_overrides.py proves each is used and a subclass.
"""
from typing import Any

from django.utils.module_loading import import_string
from oscar.core.loading import default_class_loader

OVERRIDES: dict[tuple[str, str], str] = {
}


def load_classes(module_label: str, classnames: list[str], module_prefix: str = "oscar.apps") -> list[Any]:
    """The classes Oscar asked for, in order; ours in place of its own where OVERRIDES names one."""
    found = []
    for name in classnames:
        ours = OVERRIDES.get((module_label, name))
        found.append(import_string(ours) if ours else default_class_loader(module_label, [name], module_prefix)[0])
    return found
