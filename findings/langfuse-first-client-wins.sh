#!/usr/bin/env bash
# langfuse 5.0.4: Langfuse(mask=…, base_url=…, secret_key=…) is ignored if the process has a client already.
#
# Each call of Langfuse() looks like a new client with its own settings. One might expect the settings of the client that
# is used to hold. Seen: clients of one public key share what the first one set up, and these arguments of a later one
# are dropped without a warning; environment is not, so that the spans look as configured. With `langfuse = get_client()`
# at the top of a module that is imported before main() configures masking, all inputs and outputs go out unmasked, to
# the first client's server; and a new secret_key after a rotation is never used.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4
LANGFUSE_PUBLIC_KEY=pk-lf-1 LANGFUSE_SECRET_KEY=sk-lf-old LANGFUSE_BASE_URL=http://127.0.0.1:9 \
  "$folder/venv/bin/python" -W error - <<'PY'
import logging
import os

from langfuse import Langfuse, get_client
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

warnings = []
heard = logging.Handler(logging.WARNING)
heard.emit = warnings.append
logging.getLogger().addHandler(heard)
get_client()  # as a library, or a module of the program, does when it is imported
warned = len(warnings)
configured = Langfuse(
    mask=lambda *, data, **_: "<masked>", environment="prod", secret_key="sk-lf-new", base_url="http://127.0.0.1:10"
)
complaints = [record.getMessage() for record in warnings[warned:]]
memory = InMemorySpanExporter()
configured._resources.tracer_provider.add_span_processor(SimpleSpanProcessor(memory))
with configured.start_as_current_observation(name="any", input="account DE00 1234"):
    pass
(span,) = memory.get_finished_spans()
shown = {key: span.attributes.get(f"langfuse.{key}") for key in ("observation.input", "environment")}
print("the span of the configured client:", shown)
print("its secret key and server:", configured._resources.secret_key, configured._resources.base_url)
print("warnings:", complaints)
assert shown == {"observation.input": "account DE00 1234", "environment": "prod"}, "later settings hold now"
assert (configured._resources.secret_key, configured._resources.base_url) == ("sk-lf-old", "http://127.0.0.1:9")
assert complaints == [], "there is a warning now"
os._exit(0)  # the server does not exist: nothing to flush
PY
