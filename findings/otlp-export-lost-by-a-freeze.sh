#!/usr/bin/env bash
# opentelemetry-exporter-otlp-proto-http 1.45.2: spans that wait for a retry while Lambda freezes the process are dropped
# when it wakes up, without another request.
#
# Lambda freezes a process between invocations, for minutes; background threads go on where they stood. One might expect
# an export that met a 503 to ask again after the freeze, since the exporter repeats such answers. Seen: its deadline
# (10 s by default, 3 s here) is a time of day, so the freeze uses it up. The exporter wakes from its backoff, begins the
# next request with a timeout of 0, which the HTTP library refuses, takes that for an error that no retry can help, and
# drops the batch: "Failed to export spans batch … Attempted to set connect timeout to 0.0". The server, well again, is
# never asked. The same process without a freeze delivers its spans. Flush before the invocation ends; what is still
# being retried then is lost.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
  opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2
cat > "$folder/function.py" <<'PY'
"""The frozen process: exports one span, and says how that ended."""
import logging, sys, threading

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

logging.basicConfig(stream=sys.stdout, format="  function: %(message)s")
ended = threading.Event()


class Exporter(OTLPSpanExporter):
    def export(self, spans):
        result = super().export(spans)
        print("  function: export", result.name, flush=True)
        ended.set()
        return result


provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(Exporter(endpoint=sys.argv[1], timeout=3), schedule_delay_millis=100))
with provider.get_tracer("t").start_as_current_span("work"):
    pass
ended.wait(60)
PY
cat > "$folder/trial.py" <<'PY'
import os, signal, subprocess, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

answers, well = [], threading.Event()
refused = threading.Event()


class Collector(BaseHTTPRequestHandler):
    """Is unavailable until it is well."""

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        answers.append(200 if well.is_set() else 503)
        self.send_response(answers[-1])
        self.send_header("content-length", "0")
        self.end_headers()
        refused.set()

    def log_message(self, *_):
        """Quiet."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=server.serve_forever, daemon=True).start()


def delivered(frozen_seconds):
    answers.clear()
    well.clear()
    refused.clear()
    address = f"http://127.0.0.1:{server.server_port}/v1/traces"
    function = subprocess.Popen([sys.executable, f"{sys.path[0]}/function.py", address])
    assert refused.wait(60)
    if frozen_seconds:
        time.sleep(0.3)  # so that it has read the answer; the backoff is 0.8 s at least
        os.kill(function.pid, signal.SIGSTOP)
        well.set()
        time.sleep(frozen_seconds)
        os.kill(function.pid, signal.SIGCONT)
    well.set()
    function.wait(60)
    print(f"frozen for {frozen_seconds} s: the collector answered {answers}")
    return 200 in answers


assert delivered(0), "changed: a 503 is not repeated"
assert not delivered(4), "changed: it asks again after a freeze"
PY
"$folder/venv/bin/python" "$folder/trial.py"
