#!/usr/bin/env bash
# botocore 1.44.8, Bedrock ConverseStream: a stream that stops is no error of botocore's, and one that ends early no
# error at all.
#
# read_timeout and `except botocore.exceptions.ReadTimeoutError` go together: so it is before the first byte, and for
# the body of invoke_model(). One might expect the same in the middle of a streamed answer. Seen: there, urllib3's
# exceptions come through, among them one of the same name, ReadTimeoutError, and ProtocolError for a lost connection.
# Neither `except (ClientError, BotoCoreError)`, which is meant to be all that boto3 raises, nor EventStreamError
# catches them. An answer whose body ends early, be it in the middle of an event, ends the loop like a complete one:
# half a sentence, or half the arguments of a tool. Only the missing messageStop tells, so look for it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check boto3==1.44.8 botocore==1.44.8
"$folder/venv/bin/python" - <<'PY'
import json, struct, threading, zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

REQUEST = {"modelId": "any.model", "messages": [{"role": "user", "content": [{"text": "What shall I sell?"}]}]}
over = threading.Event()


def event(kind, payload):
    """A message of AWS's event stream encoding."""
    headers = {":message-type": "event", ":event-type": kind, ":content-type": "application/json"}
    pairs = ((key.encode(), value.encode()) for key, value in headers.items())
    head = b"".join(bytes([len(key)]) + key + b"\x07" + struct.pack(">H", len(value)) + value for key, value in pairs)
    body = json.dumps(payload).encode()
    prelude = struct.pack(">II", 16 + len(head) + len(body), len(head))
    text = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + body
    return text + struct.pack(">I", zlib.crc32(text))


def text(words):
    return event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": words}})


ANSWER = [
    event("messageStart", {"role": "assistant"}),
    text("Sell "),
    text("nothing."),
    event("contentBlockStop", {"contentBlockIndex": 0}),
    event("messageStop", {"stopReason": "end_turn"}),
]


class Bedrock(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        if self.path.endswith("/invoke"):
            self.start("application/json", "content-length", "100")
            self.wfile.write(b'{"half": ')
            over.wait(30)
            return
        if case == "no answer":
            over.wait(30)
            return
        self.start("application/vnd.amazon.eventstream", "transfer-encoding", "chunked")
        for part in ANSWER if case == "complete" else ANSWER[:2]:
            self.chunk(part)
        if case == "stops":
            over.wait(30)
        elif case == "connection lost":
            self.close_connection = True
        else:
            if case == "ends in an event":
                self.chunk(ANSWER[2][:20])
            self.chunk(b"")

    def start(self, kind, *header):
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header(*header)
        self.end_headers()

    def chunk(self, part):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    def log_message(self, *_):
        """Quiet."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Bedrock)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = boto3.client(
    "bedrock-runtime", region_name="us-east-1", endpoint_url=f"http://127.0.0.1:{server.server_port}",
    aws_access_key_id="test", aws_secret_access_key="test",
    config=Config(read_timeout=1, retries={"total_max_attempts": 1}),
)


def streamed(words):
    for part in client.converse_stream(**REQUEST)["stream"]:
        words.append(part.get("contentBlockDelta", {}).get("delta", {}).get("text", ""))


def ended(call):
    """The words that arrived, the exception's module and name, and whether boto3's two base classes catch it."""
    words = []
    try:
        call(words)
    except Exception as error:
        kind = f"{type(error).__module__.split('.')[0]} {type(error).__name__}"
        return "".join(words), kind, isinstance(error, (ClientError, BotoCoreError))
    return "".join(words), "no exception", None


EXPECTED = {
    "complete": ("Sell nothing.", "no exception", None),
    "no answer": ("", "botocore ReadTimeoutError", True),
    "stops": ("Sell ", "urllib3 ReadTimeoutError", False),
    "connection lost": ("Sell ", "urllib3 ProtocolError", False),
    "ends early": ("Sell ", "no exception", None),
    "ends in an event": ("Sell ", "no exception", None),
}
for case, expected in EXPECTED.items():
    seen = ended(streamed)
    print(f"{case:17} {seen[0]!r:16} {seen[1]:27} caught: {seen[2]}")
    assert seen == expected, f"changed: {case} {seen}"
body = ended(lambda _: client.invoke_model(modelId="any.model", body=b"{}")["body"].read())
print(f"{'invoke_model stops':34} {body[1]:27} caught: {body[2]}")
assert body == ("", "botocore ReadTimeoutError", True), f"changed: {body}"
over.set()
PY
