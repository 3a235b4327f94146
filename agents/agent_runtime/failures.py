"""The log line of a failed invocation. Lambda's own line for an uncaught error follows it, and is not masked."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime.privacy.masking import cleared


@contextmanager
def logged(logger: Logger, message: str, **fields: Any) -> Generator[None]:
    """Logs what the block raises as one JSON line, masked, and raises it again with its arguments masked.

    The text of a pydantic error is not among its arguments: models hide their input in errors.
    """
    try:
        yield
    except Exception as error:
        logger.exception(message, **fields)
        error.args = tuple(cleared(each, {}) if isinstance(each, str) else each for each in error.args)
        raise
