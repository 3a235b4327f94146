#!/usr/bin/env bash
# opentelemetry-exporter-otlp-proto-http 1.45.2: spans that a server answers with a redirect are lost as "sent".
#
# A trace server behind a sign-in page, or reached by http:// instead of https://, answers 302 or 308. One might expect
# the exporter to follow the redirect with its POST, or to report a failure. Seen: export() returns SUCCESS for 301, 302,
# 303, 307 and 308 alike, and the spans reach no endpoint that takes them; 400 and 401 are FAILURE.
# Check the base URL of a tracing backend with a request of your own: the exporter will not tell.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check opentelemetry-exporter-otlp-proto-http==1.45.2 opentelemetry-sdk==1.45.2
"$folder/venv/bin/python" - <<'PY'
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

logging.disable(logging.CRITICAL)
status, requests = 200, []


class Collector(BaseHTTPRequestHandler):
    def do_POST(self):
        size = len(self.rfile.read(int(self.headers.get("content-length", 0))))
        requests.append(("POST", self.path, size))
        self.send_response(status if self.path == "/v1/traces" else 200)
        if self.path == "/v1/traces" and 300 <= status < 400:
            self.send_header("location", "/sign-in")
        self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self):
        requests.append(("GET", self.path, 0))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=server.serve_forever, daemon=True).start()
memory, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(memory))
with provider.get_tracer("t").start_as_current_span("work"):
    pass
seen = {}
for status in (200, 301, 302, 303, 307, 308, 400, 401):
    requests.clear()
    exporter = OTLPSpanExporter(endpoint=f"http://127.0.0.1:{server.server_port}/v1/traces", timeout=2)
    seen[status] = exporter.export(memory.get_finished_spans()).name
    print(status, seen[status], [(method, path) for method, path, _ in requests])
expected = {code: "SUCCESS" if code < 400 else "FAILURE" for code in seen}
assert seen == expected, f"changed: {seen}"
PY
