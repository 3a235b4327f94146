#!/usr/bin/env bash
# langfuse 5.0.4: sample_rate is ignored as soon as a TracerProvider exists; every trace is sent, and paid.
#
# Langfuse(sample_rate=0.1), or LANGFUSE_SAMPLE_RATE=0.1, is the documented way to send a tenth of all traces. One might
# expect it to hold for whatever Langfuse exports. Seen: the rate is only built into a provider that Langfuse makes
# itself. With tracer_provider=…, or a global provider that another library has registered before (Sentry, an OTLP
# set-up, logfire), all spans are exported, even at 0. There is no warning, although id_generator, which cannot be used
# then either, gets one. Give the provider itself a sampler.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4
cat >"$folder/trial.py" <<'PY'
import logging
import os
import sys

from langfuse import Langfuse
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

warnings = []
heard = logging.Handler(logging.WARNING)
heard.emit = lambda record: warnings.append(record.getMessage())
logging.getLogger().addHandler(heard)
case, expected = sys.argv[1], int(sys.argv[2])
given = {"tracer_provider": TracerProvider()} if case == "passed" else {}
if case == "global":
    trace.set_tracer_provider(TracerProvider())
memory = InMemorySpanExporter()
langfuse = Langfuse(
    public_key="pk-lf-1", secret_key="sk-lf-1", base_url="http://127.0.0.1:9", sample_rate=0.0, span_exporter=memory, **given
)
for number in range(50):
    with langfuse.start_as_current_observation(name=f"trace {number}"):
        pass
langfuse.flush()
sent = len(memory.get_finished_spans())
print(f"sample_rate=0.0, provider {case:6}: {sent} of 50 traces exported, warnings: {warnings}")
assert sent == expected, "changed"
assert not warnings, "there is a warning now"
sys.stdout.flush()
os._exit(0)
PY
"$folder/venv/bin/python" "$folder/trial.py" none 0
"$folder/venv/bin/python" "$folder/trial.py" passed 50
"$folder/venv/bin/python" "$folder/trial.py" global 50
