#!/usr/bin/env bash
# langfuse 5.0.4: model, usage and cost given to an agent, tool, chain or span are dropped without an error.
#
# All observation types have the same update() with usage_details, cost_details and model. One might expect them to be
# stored, or to be refused. Seen: the attributes are sent for "generation" and "embedding" only; for every other type
# they are not on the span that leaves the process, nothing is raised and nothing is logged. The total cost of an agent
# that reports its own usage this way is missing in Langfuse.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4
"$folder/venv/bin/python" - <<'PY'
import io
import logging

from langfuse import Langfuse
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

log = io.StringIO()
logging.getLogger().addHandler(logging.StreamHandler(log))
memory, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(memory))
langfuse = Langfuse(public_key="pk-lf-1", secret_key="sk-lf-1", base_url="http://127.0.0.1:9", tracer_provider=provider)
types = ("generation", "embedding", "agent", "tool", "chain", "retriever", "evaluator", "guardrail", "span")
for kind in types:
    with langfuse.start_as_current_observation(as_type=kind, name=kind) as observation:
        observation.update(model="m", usage_details={"input": 7}, cost_details={"total": 0.5})
logged = log.getvalue()
wanted = {"langfuse.observation.usage_details", "langfuse.observation.cost_details", "langfuse.observation.model.name"}
kept = {span.name: len(wanted & set(span.attributes)) for span in memory.get_finished_spans()}
for kind in types:
    print(f"{kind:11} sent {kept[kind]} of 3")
assert kept == {kind: 3 if kind in ("generation", "embedding") else 0 for kind in types}, "changed"
assert "usage" not in logged and "cost" not in logged, f"there is a warning now: {logged}"
PY
