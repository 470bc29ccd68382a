"""What a request may carry: the form body as a tree, and the types a parameter can be declared with.

Stripe refuses what it does not know, and so does the stand-in: a misspelt parameter must fail here, on a
developer's machine, and not on the first real payment. `schemas.py` holds the table these types make up.
"""
import re
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from shop.payments.standin.errors import StripeError, missing_parameter, unknown_parameter

Tree = dict[str, Any]  # name → text or a further tree; lists are trees whose names are 0, 1, 2 …


def read_form(encoded: str) -> Tree:
    """`a[b][0]=x&a[b][]=y` as `{"a": {"b": {"0": "x", "1": "y"}}}`."""
    tree: Tree = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        head, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name) or [name]
        node, key = tree, head
        for step in rest:
            child = node.get(key)
            if not isinstance(child, dict):
                child = node[key] = {}
            node, key = child, step or str(len(child))
        node[key] = value
    return tree


class Type(Protocol):
    def read(self, value: Any, name: str) -> Any:
        """The value in Python, or StripeError naming the parameter."""


def text_of(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise StripeError(f"Invalid string: {value}", param=name)
    if value == "":
        raise StripeError(
            f"You passed an empty string for '{name}'. An empty value unsets a parameter, and '{name}' cannot be "
            f"unset. Remove '{name}' from the request or give it a value.",
            code="parameter_invalid_empty", param=name,
        )
    return value


@dataclass(frozen=True)
class Text:
    longest: int = 5000
    shape: str = ""  # a regular expression for the whole text
    what: str = "string"

    def read(self, value: Any, name: str) -> str:
        text = text_of(value, name)
        if len(text) > self.longest:
            raise StripeError(f"Invalid string: {text[:20]}…; must be at most {self.longest} characters", param=name)
        if self.shape and not re.fullmatch(self.shape, text):
            raise StripeError(f"Invalid {self.what}: {text}", param=name)
        return text


@dataclass(frozen=True)
class Email:
    def read(self, value: Any, name: str) -> str:
        text = text_of(value, name)
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}", text) or len(text) > 512:
            raise StripeError(f"Invalid email address: {text}", code="email_invalid", param=name)
        return text


@dataclass(frozen=True)
class Url:
    def read(self, value: Any, name: str) -> str:
        text = text_of(value, name)
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(text) > 5000:
            raise StripeError("Not a valid URL", code="url_invalid", param=name)
        return text


@dataclass(frozen=True)
class OneOf:
    values: tuple[str, ...]

    def read(self, value: Any, name: str) -> str:
        text = text_of(value, name)
        if text not in self.values:
            raise StripeError(f"Invalid {name}: must be one of {', '.join(self.values)}", param=name)
        return text


@dataclass(frozen=True)
class Integer:
    least: int | None = None
    most: int | None = None

    def read(self, value: Any, name: str) -> int:
        text = text_of(value, name)
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise StripeError(f"Invalid integer: {text}", code="parameter_invalid_integer", param=name)
        number = int(text)
        if self.least is not None and number < self.least:
            raise StripeError(
                f"This value must be greater than or equal to {self.least} (it currently is '{number}').",
                code="parameter_invalid_integer", param=name,
            )
        if self.most is not None and number > self.most:
            raise StripeError(
                f"This value must be less than or equal to {self.most} (it currently is '{number}').",
                code="parameter_invalid_integer", param=name,
            )
        return number


@dataclass(frozen=True)
class Boolean:
    def read(self, value: Any, name: str) -> bool:
        text = text_of(value, name)
        if text not in {"true", "false"}:
            raise StripeError(f"Invalid boolean: {text}", param=name)
        return text == "true"


@dataclass(frozen=True)
class Metadata:
    """Up to 50 names of 40 characters with values of 500; an empty value unsets the name."""

    def read(self, value: Any, name: str) -> dict[str, str]:
        if value == "":
            return {}
        if not isinstance(value, dict):
            raise StripeError("Invalid object", param=name)
        if len(value) > 50:
            raise StripeError("You can specify up to 50 keys.", param=name)
        for key, text in value.items():
            if not isinstance(text, str):
                raise StripeError("Metadata values must be strings.", param=f"{name}[{key}]")
            if len(key) > 40 or len(text) > 500:
                raise StripeError(
                    "Metadata keys can have up to 40 characters and values up to 500.", param=f"{name}[{key}]"
                )
        return dict(value)


@dataclass(frozen=True)
class ListOf:
    inner: Type
    longest: int = 100

    def read(self, value: Any, name: str) -> list[Any]:
        if not isinstance(value, dict) or not all(key.isdigit() for key in value):
            raise StripeError("Invalid array", param=name)
        if len(value) > self.longest:
            raise StripeError(f"Array can contain at most {self.longest} items.", param=name)
        return [self.inner.read(value[key], f"{name}[{key}]") for key in sorted(value, key=int)]


@dataclass(frozen=True)
class Hash:
    fields: dict[str, Type] = field(default_factory=dict)
    required: tuple[str, ...] = ()

    def read(self, value: Any, name: str = "") -> dict[str, Any]:
        if not isinstance(value, dict):
            raise StripeError("Invalid object", param=name)

        def full(key: str) -> str:
            return f"{name}[{key}]" if name else key

        if unknown := [full(key) for key in value if key not in self.fields]:
            raise unknown_parameter(unknown)
        for key in self.required:
            if key not in value:
                raise missing_parameter(full(key))
        return {key: self.fields[key].read(inner, full(key)) for key, inner in value.items()}


@dataclass(frozen=True)
class Moment:
    """A Unix time, or bounds around one (`created[gte]=…`); read as bounds."""

    bounds = Hash({bound: Integer(0) for bound in ("gt", "gte", "lt", "lte")})

    def read(self, value: Any, name: str) -> dict[str, int]:
        if isinstance(value, dict):
            return self.bounds.read(value, name)
        moment = Integer(0).read(value, name)
        return {"gte": moment, "lte": moment}
