#!/usr/bin/env bash
# opentelemetry-sdk 1.45.2: force_flush() returns True after its timeout, and after losing every span.
#
# force_flush(timeout_millis) of a TracerProvider is documented to return False if the flush timed out. One might call it
# at the end of a Lambda invocation with the milliseconds that are left, and count a lost trace if it returns False.
# Seen with BatchSpanProcessor and the OTLP exporter: the timeout is ignored (half a second asked for, over 2 s taken, as
# long as the exporter keeps trying), and the result is True although the server refused all spans, with 401 at once or
# with 503 to the end. Only an exporter of one's own learns how an export ended.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
  opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2
"$folder/venv/bin/python" - <<'PY'
import logging, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

logging.disable(logging.CRITICAL)
status = 0


class Collector(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=server.serve_forever, daemon=True).start()
for status in (401, 503):
    provider = TracerProvider()
    endpoint = f"http://127.0.0.1:{server.server_port}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=5)))
    provider.get_tracer("any").start_span("lost").end()
    started = time.monotonic()
    flushed = provider.force_flush(timeout_millis=500)
    seconds = time.monotonic() - started
    print(f"{status} for every request: force_flush(timeout_millis=500) returned {flushed} after {seconds:.1f} s")
    assert flushed is True, "a failure is told now"
    assert status == 401 or seconds > 1, "the timeout holds now"
PY
