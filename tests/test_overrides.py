"""Every class in the one list takes Oscar's place, and is a subclass of what it replaces."""
from importlib import import_module

import pytest
from django.utils.module_loading import import_string
from oscar.core.loading import default_class_loader, get_class

from shop.overrides import OVERRIDES


@pytest.mark.parametrize(("label", "name"), OVERRIDES)
def test_override_is_used_and_subclasses_oscars(label, name):
    ours = import_string(OVERRIDES[(label, name)])
    oscars = getattr(import_module(f"oscar.apps.{label}"), name)
    assert get_class(label, name) is ours
    assert issubclass(ours, oscars)
    assert ours is not oscars


def test_a_class_that_is_not_listed_is_oscars():
    assert get_class("partner.strategy", "Selector") is default_class_loader(
        "partner.strategy", ["Selector"], "oscar.apps"
    )[0]
