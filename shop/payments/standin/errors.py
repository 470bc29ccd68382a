"""The errors Stripe answers with: status, type, code, parameter and message, as the library expects to read them."""
from typing import Any


class StripeError(Exception):
    """An answer that is not 200. Raised before anything was changed, so that nothing needs undoing."""

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error",
        code: str | None = None, param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.status, self.kind, self.code, self.param = message, status, kind, code, param

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.kind}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        return {"error": error}


def unknown_parameter(names: list[str]) -> StripeError:
    word = "parameter" if len(names) == 1 else "parameters"
    return StripeError(f"Received unknown {word}: {', '.join(names)}", code="parameter_unknown", param=names[0])


def missing_parameter(name: str) -> StripeError:
    return StripeError(f"Missing required param: {name}.", code="parameter_missing", param=name)


def no_such(kind: str, identifier: str, param: str = "id") -> StripeError:
    """404 when the address names it, 400 when a parameter does."""
    return StripeError(
        f"No such {kind}: '{identifier}'", status=404 if param == "id" else 400, code="resource_missing", param=param
    )


def server_error() -> StripeError:
    return StripeError(
        "An unknown error occurred on the stand-in's side, because a test asked for it.", status=500, kind="api_error"
    )
