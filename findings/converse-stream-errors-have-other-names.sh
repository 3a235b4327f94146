#!/usr/bin/env bash
# botocore 1.44.8, Bedrock ConverseStream: an error in the stream has another class and another code than the same error
# before it.
#
# client.exceptions.ThrottlingException is what converse_stream() raises for a throttled call, with the code
# ThrottlingException. One might expect the same in the middle of an answer, where Bedrock throttles as well. Seen: an
# error event of the stream is an EventStreamError, which no `except client.exceptions.…` catches (not even that of
# ModelStreamErrorException, which exists for streams only), and its code is the event's name, throttlingException: a
# table of codes to retry misses it by its first letter. The client's own retries do not cover it either, in any mode.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check boto3==1.44.8 botocore==1.44.8
"$folder/venv/bin/python" - <<'PY'
import json, struct, threading, zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

NAMES = ("throttlingException", "modelStreamErrorException", "serviceUnavailableException", "internalServerException")
name, in_stream, received = "", False, 0


def message(headers, payload):
    """A message of AWS's event stream encoding."""
    pairs = ((key.encode(), value.encode()) for key, value in headers.items())
    head = b"".join(bytes([len(key)]) + key + b"\x07" + struct.pack(">H", len(value)) + value for key, value in pairs)
    body = json.dumps(payload).encode()
    prelude = struct.pack(">II", 16 + len(head) + len(body), len(head))
    whole = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + body
    return whole + struct.pack(">I", zlib.crc32(whole))


class Bedrock(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global received
        received += 1
        self.rfile.read(int(self.headers["content-length"]))
        error = {"message": "for the test"}
        if in_stream:
            event = {":message-type": "event", ":event-type": "messageStart", ":content-type": "application/json"}
            failed = {":message-type": "exception", ":exception-type": name, ":content-type": "application/json"}
            body = message(event, {"role": "assistant"}) + message(failed, error)
            self.send_response(200)
            self.send_header("content-type", "application/vnd.amazon.eventstream")
        else:
            body = json.dumps(error).encode()
            self.send_response(429)
            self.send_header("x-amzn-ErrorType", name[0].upper() + name[1:])
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Quiet."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Bedrock)
threading.Thread(target=server.serve_forever, daemon=True).start()


def client(**retries):
    return boto3.client(
        "bedrock-runtime", region_name="us-east-1", endpoint_url=f"http://127.0.0.1:{server.server_port}",
        aws_access_key_id="test", aws_secret_access_key="test", config=Config(retries=retries),
    )


def error(bedrock):
    try:
        messages = [{"role": "user", "content": [{"text": "Hello"}]}]
        list(bedrock.converse_stream(modelId="any.model", messages=messages)["stream"])
    except ClientError as raised:
        return raised
    raise SystemExit("no error")


bedrock = client(total_max_attempts=1)
for name in NAMES:
    in_stream = False
    before = error(bedrock)
    in_stream = True
    within = error(bedrock)
    modelled = getattr(bedrock.exceptions, name[0].upper() + name[1:])
    print(f"before the stream: {type(before).__name__:28} code {before.response['Error']['Code']}")
    print(f"in the stream:     {type(within).__name__:28} code {within.response['Error']['Code']}")
    assert isinstance(before, modelled) and before.response["Error"]["Code"] == modelled.__name__
    assert not isinstance(within, modelled), "changed: the modelled exception is raised"
    assert within.response["Error"]["Code"] == name, "changed"
for mode in ("legacy", "standard", "adaptive"):
    received, name = 0, "throttlingException"
    error(client(mode=mode))
    print(f"requests with retries of the mode {mode}: {received}")
    assert received == 1, "changed: it is retried"
PY
