#!/usr/bin/env bash
# langfuse 5.0.4: propagated metadata may have 198 characters, a user or session id 200; longer ones vanish whole.
#
# The limit is 200 characters for every propagated value. One might expect the text itself to be measured, and a longer
# one to be cut. Seen: a metadata value is measured as JSON, so its two quotes count (a quote or backslash inside counts
# twice); a value over the limit is dropped with a log line, and the trace simply has no user, session or key.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4
"$folder/venv/bin/python" - <<'PY'
import logging

from langfuse import Langfuse, propagate_attributes
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

logging.disable(logging.CRITICAL)
memory, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(memory))
langfuse = Langfuse(public_key="pk-lf-1", secret_key="sk-lf-1", base_url="http://127.0.0.1:9", tracer_provider=provider)


def sent(**attributes):
    memory.clear()
    with propagate_attributes(**attributes), langfuse.start_as_current_observation(name="any"):
        pass
    (span,) = memory.get_finished_spans()
    return set(span.attributes)


def longest(key, make):
    return max(size for size in range(150, 230) if key in sent(**make("a" * size)))


seen = {
    "user_id": longest("user.id", lambda text: {"user_id": text}),
    "session_id": longest("session.id", lambda text: {"session_id": text}),
    "metadata": longest("langfuse.trace.metadata.note", lambda text: {"metadata": {"note": text}}),
    "metadata with 10 quotes": longest(
        "langfuse.trace.metadata.note", lambda text: {"metadata": {"note": '"' * 10 + text[10:]}}
    ),
}
for name, size in seen.items():
    print(f"longest {name} that is sent: {size} characters")
assert list(seen.values()) == [200, 200, 198, 188], f"changed: {seen}"
PY
