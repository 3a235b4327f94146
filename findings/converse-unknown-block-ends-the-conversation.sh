#!/usr/bin/env bash
# botocore 1.44.8, Bedrock Converse: a content block of a kind newer than the SDK makes the next call of the chat fail.
#
# The way to go on with a conversation is to append the answer's message to `messages`, as all of AWS's examples do. One
# might expect a block that this version does not know to be passed through, left out, or refused where it arrives. Seen:
# the call succeeds, the block's content is gone, and {"SDK_UNKNOWN_MEMBER": {"name": …}} is in its place; the next call
# raises ParamValidationError before a request is made, because the SDK does not accept what it has put there. A Lambda
# function gets its botocore from the runtime: a model that answers with something new ends every conversation of tools
# with an error about parameters. Take such blocks out of a message before it is sent back.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check boto3==1.44.8 botocore==1.44.8
"$folder/venv/bin/python" - <<'PY'
import json, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
from botocore.exceptions import ParamValidationError

NEW = {"hologram": {"source": "what the model said in it"}}
CALL = {"toolUse": {"toolUseId": "t-1", "name": "quote", "input": {"symbol": "VTI"}}}
received = 0


class Bedrock(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global received
        received += 1
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({
            "output": {"message": {"role": "assistant", "content": [NEW, CALL]}}, "stopReason": "tool_use",
            "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1},
        }).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Quiet."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Bedrock)
threading.Thread(target=server.serve_forever, daemon=True).start()
bedrock = boto3.client(
    "bedrock-runtime", region_name="us-east-1", endpoint_url=f"http://127.0.0.1:{server.server_port}",
    aws_access_key_id="test", aws_secret_access_key="test",
)
chat = [{"role": "user", "content": [{"text": "What is VTI worth?"}]}]
answer = bedrock.converse(modelId="any.model", messages=chat)["output"]["message"]
print("answer:", answer["content"])
assert answer["content"] == [{"SDK_UNKNOWN_MEMBER": {"name": "hologram"}}, CALL], "changed"
result = {"toolResult": {"toolUseId": "t-1", "content": [{"text": "100"}]}}
chat += [answer, {"role": "user", "content": [result]}]
try:
    bedrock.converse(modelId="any.model", messages=chat)
except ParamValidationError as error:
    print("next call:", error)
else:
    raise SystemExit("changed: the answer can be sent back")
assert received == 1
chat[1] = {**answer, "content": [block for block in answer["content"] if "SDK_UNKNOWN_MEMBER" not in block]}
bedrock.converse(modelId="any.model", messages=chat)
assert received == 2, "leaving the block out does not help"
PY
