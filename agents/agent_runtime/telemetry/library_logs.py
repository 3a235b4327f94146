"""Lines that libraries log, and what Python itself would print: as JSON, masked, with the job's keys.

Without this they are plain text between the JSON lines. They also quote: the Langfuse SDK a refused score, the Agents
SDK a model's answer, a thread's traceback an exception's text.
"""

from __future__ import annotations

import logging
import threading

from aws_lambda_powertools import Logger

#: Modules whose reports `trace_client` replaces by one line for the invocation, with a count.
_REPORTED = frozenset({"score_consumer", "parse_error"})
_EXPORTER = "opentelemetry.exporter.otlp"


class _Bridge(logging.Handler):
    """Passes a library's record to the function's logger. The library's text is a field, because it is variable."""

    def __init__(self, logger: Logger) -> None:
        super().__init__(logging.WARNING)
        self._logger = logger

    def emit(self, record: logging.LogRecord) -> None:
        is_own = record.name.partition(".")[0] == self._logger.name
        if is_own or record.module in _REPORTED or record.name.startswith(_EXPORTER):
            return
        log = self._logger.error if record.levelno >= logging.ERROR else self._logger.warning
        log("a library reports", library=record.name, text=record.getMessage(), exc_info=record.exc_info)


def adopt(logger: Logger) -> None:
    """Sends the lines of all libraries through `logger`, whose own lines stay as they are.

    Call it after the imports: a library may have installed a handler that prints.
    """
    for other in [logging.getLogger(), *_loggers()]:
        if other.name != logger.name:
            other.handlers[:] = [handler for handler in other.handlers if not _prints(handler)]
    logging.getLogger().addHandler(_Bridge(logger))
    logging.captureWarnings(True)
    _report_threads(logger)


def _report_threads(logger: Logger) -> None:
    earlier = threading.excepthook

    def report(failed: threading.ExceptHookArgs) -> None:
        logger.error("a thread failed", exc_info=failed.exc_value)
        if earlier is not threading.__excepthook__:
            earlier(failed)

    threading.excepthook = report


def _loggers() -> list[logging.Logger]:
    return [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]


def _prints(handler: logging.Handler) -> bool:
    """Whether a handler writes lines itself: Lambda's, one that a library has installed, or an earlier bridge."""
    kind = type(handler)
    return kind in (logging.StreamHandler, _Bridge) or kind.__module__.startswith("awslambdaric")
