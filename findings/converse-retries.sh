#!/usr/bin/env bash
# botocore 1.44.8, Bedrock Converse: a paid call that is only slow is sent again, a transient model error never is.
#
# One might expect the SDK to repeat what Bedrock refused and to leave alone what Bedrock may still be working on.
# Seen, requests that reach the server for one client.converse():
#   mode      ReadTimeoutError  ModelNotReady (429)  ModelErrorException (424)  ModelTimeoutException (408)
#   legacy           5                  5                       1                          1
#   standard         3                  3                       1                          1
#   adaptive         3                  3                       1                          1
# "legacy" is the default. Converse has no idempotency token, so each repeated read timeout is another inference that is
# billed. ModelErrorException is how Bedrock reports "model produced invalid sequence as part of ToolUse"; asking again
# usually works, and is left to the caller. ModelNotReadyException is documented as retried "up to 5 times" by the SDK.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check boto3==1.44.8 botocore==1.44.8
"$folder/venv/bin/python" - <<'PY'
import json, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
from botocore.config import Config

ERRORS = {"ModelNotReadyException": 429, "ModelErrorException": 424, "ModelTimeoutException": 408}
EXPECTED = {
    "legacy": {"slow": 5, "ModelNotReadyException": 5, "ModelErrorException": 1, "ModelTimeoutException": 1},
    "standard": {"slow": 3, "ModelNotReadyException": 3, "ModelErrorException": 1, "ModelTimeoutException": 1},
    "adaptive": {"slow": 3, "ModelNotReadyException": 3, "ModelErrorException": 1, "ModelTimeoutException": 1},
}
case, received = "", 0


class Bedrock(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global received
        received += 1
        self.rfile.read(int(self.headers["content-length"]))
        if case == "slow":
            time.sleep(1.0)
        body = json.dumps({"message": "for the test"}).encode()
        try:
            self.send_response(ERRORS.get(case, 500))
            self.send_header("x-amzn-ErrorType", case)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            print("  (the client had left)")

    def log_message(self, *_):
        """Quiet."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Bedrock)
threading.Thread(target=server.serve_forever, daemon=True).start()
seen = {}
for mode, cases in EXPECTED.items():
    seen[mode] = {}
    for case in cases:
        received = 0
        client = boto3.client(
            "bedrock-runtime", region_name="us-east-1", endpoint_url=f"http://127.0.0.1:{server.server_port}",
            aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(retries={"mode": mode}, read_timeout=0.3 if case == "slow" else 30),
        )
        try:
            client.converse(modelId="any.model", messages=[{"role": "user", "content": [{"text": "Hello"}]}])
        except Exception as error:
            print(f"{mode:9} {case:23} {type(error).__name__:23} requests: {received}")
        seen[mode][case] = received
assert seen == EXPECTED, f"botocore behaves differently now: {seen}"
PY
