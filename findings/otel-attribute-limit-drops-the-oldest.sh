#!/usr/bin/env bash
# opentelemetry-sdk 1.45.2: the 129th attribute of a span displaces its first, which is the one that identifies it.
#
# A span has 128 attributes at most. OpenTelemetry's specification discards an attribute that would exceed the limit, and
# the SDKs for JavaScript and Rust do so: what was set first stays. One might expect that in Python, too. Seen: each
# further attribute removes the oldest one. What was given when the span was started, tenant, user, model or the kind of
# the operation, goes first; what is left is the end of a long list of details. A backend then has a span without a user.
# dropped_attributes counts them, and a log line is written for each, without a name. Values that are set again count as
# new, so a status that is updated all the time is kept, and the identity is not.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check opentelemetry-sdk==1.45.2
"$folder/venv/bin/python" -W error - <<'PY'
import logging

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

logging.disable(logging.CRITICAL)
memory, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(memory))
identity = {"user.id": "u-1", "gen_ai.request.model": "nova", "progress": 0}
with provider.get_tracer("t").start_as_current_span("job", attributes=identity) as span:
    for number in range(128):
        span.set_attribute(f"position.{number}", number)
        span.set_attribute("progress", number)
(job,) = memory.get_finished_spans()
left = list(job.attributes)
print(f"{len(left)} attributes, {job.dropped_attributes} dropped; the first: {left[0]}, the last two: {left[-2:]}")
for name in identity:
    print(f"{name}: {job.attributes.get(name, 'dropped')}")
assert len(left) == 128 and job.dropped_attributes == 3, "changed"
assert [name for name in identity if name in job.attributes] == ["progress"], "changed: the oldest stay"
assert "position.0" not in left and "position.127" in left, "changed"
PY
