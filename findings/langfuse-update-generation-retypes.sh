#!/usr/bin/env bash
# langfuse 5.0.4: `update_current_generation` turns the current observation into a generation, whatever it was.
#
# Code that runs inside a tool or an agent may report the tokens of a model call with it. One expects an error, or a value
# that is dropped, where the current observation is no generation: `update_current_span` in an agent leaves the agent one.
# Seen: a tool that calls it is a generation from then on, with model and usage, so it counts as a model call in Langfuse's
# costs, and filters for tools no longer find it. Nothing is logged.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4
"$folder/venv/bin/python" - <<'PY'
from langfuse import Langfuse
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans = InMemorySpanExporter()
langfuse = Langfuse(public_key="pk-lf-1", secret_key="sk-lf-1", base_url="http://127.0.0.1:9", span_exporter=spans)
with langfuse.start_as_current_observation(name="a tool", as_type="tool"):
    langfuse.update_current_generation(model="a-model", usage_details={"input": 1})
with langfuse.start_as_current_observation(name="an agent", as_type="agent"):
    langfuse.update_current_span(output="done")
langfuse.flush()

seen = {span.name: span.attributes["langfuse.observation.type"] for span in spans.get_finished_spans()}
for name, kind in seen.items():
    print(f"{name} ends as: {kind}")
assert seen == {"a tool": "generation", "an agent": "agent"}, f"changed: {seen}"
PY
