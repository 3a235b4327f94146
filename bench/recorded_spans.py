"""What agents send to the trace store of this process, as it comes over the wire."""

from __future__ import annotations

import gzip
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from cli.trace.source import ROOT_NAME
from local.traces import ingest


class _Recorder:
    """Reads a body as protobuf's class does, and keeps it."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies = bodies

    def __call__(self) -> ExportTraceServiceRequest:
        return ExportTraceServiceRequest()

    def FromString(self, body: bytes) -> ExportTraceServiceRequest:  # noqa: N802 - protobuf's name
        self._bodies.append(body)
        return ExportTraceServiceRequest.FromString(body)


@contextmanager
def recorded_spans() -> Generator[list[bytes]]:
    """The decompressed OTLP bodies that are read from now on, by the store or by the caller."""
    bodies: list[bytes] = []
    read: Any = ingest.ExportTraceServiceRequest
    setattr(ingest, read.__name__, _Recorder(bodies))
    try:
        yield bodies
    finally:
        setattr(ingest, read.__name__, read)


def has_root(bodies: Iterable[bytes]) -> bool:
    """Whether the planner's spans are among them, which it sends last."""
    return ROOT_NAME.encode() in b"".join(bodies)


def sizes(bodies: Iterable[bytes]) -> tuple[int, int]:
    """Bytes before and after the compression of OpenTelemetry's exporter, request by request."""
    listed = list(bodies)
    return sum(map(len, listed)), sum(len(gzip.compress(body)) for body in listed)
