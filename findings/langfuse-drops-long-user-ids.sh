#!/usr/bin/env bash
# langfuse 5.0.4: `propagate_attributes` drops a user id or a session id of more than 200 characters, with a warning only.
# The trace then has no user, and `alex costs --by user` cannot attribute its cost. See docs/tracing.md.
#
# Seen:
#   langfuse 5.0.4
#   user id of 200 characters: kept
#   user id of 201 characters: dropped
#   session id of 200 characters: kept
#   session id of 201 characters: dropped
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet langfuse==5.0.4
"$folder/bin/python" - 2>/dev/null <<'PYTHON'
import sys

from langfuse import Langfuse, __version__, propagate_attributes
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans = InMemorySpanExporter()
client = Langfuse(public_key="pk", secret_key="sk", base_url="http://127.0.0.1:9", span_exporter=spans)
print(f"langfuse {__version__}")
as_seen = True
for field, attribute in (("user_id", "user.id"), ("session_id", "session.id")):
    for length in (200, 201):
        with propagate_attributes(**{field: "x" * length}), client.start_as_current_observation(as_type="span", name="s"):
            pass
        client.flush()
        kept = attribute in spans.get_finished_spans()[-1].attributes
        spans.clear()
        print(f"{field.replace('_', ' ')} of {length} characters: {'kept' if kept else 'dropped'}")
        as_seen &= kept is (length == 200)
sys.exit(0 if as_seen else 1)
PYTHON
