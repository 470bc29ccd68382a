"""Controls of Django forms in the shop's look."""
from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def control(field: BoundField, **attributes: str) -> SafeString:
    """The field's control with our class; names its help and error, which components/form-field.html prints.

    `attributes` that are empty are left out. Errors are named before the help: they are what matters.
    """
    names = [f"{field.id_for_label}_error"] if field.errors else []
    names += [f"{field.id_for_label}_helptext"] if field.help_text else []
    given: dict[str, str | bool] = {name: value for name, value in attributes.items() if value}
    kind = getattr(field.field.widget, "input_type", "")
    if kind not in {"checkbox", "radio"}:
        given["class"] = "input"
    if names:
        given["aria-describedby"] = " ".join(names)
    if field.errors:
        given["aria-invalid"] = "true"
    return field.as_widget(attrs=given)
