#!/usr/bin/env bash
# langfuse 5.0.4: get_prompt(fallback=…) takes ten seconds, and nine requests, each time while the server has trouble.
#
# A fallback is documented to keep an application going while Langfuse is away, and max_retries to be 2 by default. One
# might expect three requests, and the fallback to be used for a while after that. Seen with a server that answers 500
# or 429: the retries of the prompt client enclose those of the HTTP client, so max_retries=2 makes nine requests and 0
# makes three. A failure is not remembered: the next call, a moment later, does it all again. fetch_timeout_seconds
# bounds one request, not the call. An agent that asks for its prompt on every run is ten seconds slower on every run,
# and a server that is overloaded gets nine times the load. (A prompt that was found once is served from the cache.)
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4
"$folder/venv/bin/python" - <<'PY'
import logging, os, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from langfuse import Langfuse

logging.disable(logging.CRITICAL)
received = 0


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        global received
        received += 1
        self.send_response(500)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
langfuse = Langfuse(public_key="pk-lf-1", secret_key="sk-lf-1", base_url=f"http://127.0.0.1:{server.server_port}")


def requests_of(**options):
    global received
    received, started = 0, time.monotonic()
    prompt = langfuse.get_prompt("greeting", fallback="Say hello.", **options)
    print(f"{options or 'default'}: {received} requests, {time.monotonic() - started:.1f} s, fallback {prompt.is_fallback}")
    assert prompt.is_fallback
    return received


seen = [requests_of(), requests_of(), requests_of(max_retries=0), requests_of(max_retries=0, fetch_timeout_seconds=1)]
assert seen == [9, 9, 3, 3], f"changed: {seen}"
sys.stdout.flush()
os._exit(0)
PY
