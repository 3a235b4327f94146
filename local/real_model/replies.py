"""Errors of the Converse API as Bedrock sends them."""

from __future__ import annotations

from starlette.responses import JSONResponse

from local.fake_model.converse import ERRORS


class ConverseError(Exception):
    """An error as Bedrock names it.

    Args:
        name: a key of `ERRORS`, e.g. `ValidationException`.
        message: its text.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name, self.message = name, message

    def response(self) -> JSONResponse:
        return JSONResponse({"message": self.message}, ERRORS[self.name], {"x-amzn-errortype": self.name})
