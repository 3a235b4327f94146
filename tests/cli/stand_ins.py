"""A fake server on loopback for Langfuse, Alex's API and AWS, with answers from a table."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answers = dict[str, Any]
"""Path or AWS operation to the answer: a status, a body and perhaps a location, or a function that returns them.

It gets a POST's body or a GET's headers.
"""


class Recorder(BaseHTTPRequestHandler):
    """Answers from the table; AWS's protocols name the operation in a header or in the form."""

    answers: Answers
    date: str | None = ""

    def do_GET(self) -> None:
        self._answer(self.path.split("?")[0], self.headers)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        target = self.headers.get("x-amz-target", "").rpartition(".")[2]
        if not target and b"Action=" in body:
            target = body.decode().split("Action=")[1].split("&")[0]
        self._answer(target or self.path, body)

    def _answer(self, key: str, body: Any) -> None:
        answer = self.answers.get(key, (404, {"message": f"no {key}"}))
        if key.startswith("/api/jobs") and "authorization" not in self.headers:
            answer = self.answers["anonymous"]
        found: Any = answer(body) if callable(answer) else answer
        status, content, *location = found
        payload = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        self.send_response_only(status)
        if location:
            self.send_header("Location", location[0])
        if self.date is not None:
            self.send_header("Date", self.date or formatdate(usegmt=True))
        if status >= 400 and isinstance(content, dict) and "__type" in content:
            self.send_header("x-amzn-errortype", content["__type"])
        self.send_header("Content-Type", "text/xml" if payload.startswith(b"<") else "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def serving(answers: Answers, date: str | None = "") -> Generator[str]:
    handler = type("Handler", (Recorder,), {"answers": answers, "date": date})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)
NOVA = "amazon.nova-pro-v1:0"
CONVERSE = "/model/amazon.nova-pro-v1%3A0/converse"


def depth(waiting: int) -> tuple[int, Any]:
    return 200, {
        "Attributes": {
            "ApproximateNumberOfMessages": str(waiting),
            "ApproximateNumberOfMessagesNotVisible": "0",
        }
    }


def aws_answers() -> Answers:
    keys = json.dumps({"public_key": "pk", "secret_key": "sk"})
    return {
        "GetCallerIdentity": (200, IDENTITY),
        "GetSecretValue": (200, {"SecretString": keys}),
        "DescribeSecret": (
            200,
            {"ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-prod-database-app-x"},
        ),
        "/Execute": (200, {"records": [[{"longValue": 2}]]}),
        "GetQueueUrl": (200, {"QueueUrl": "http://127.0.0.1:9/queue"}),
        "GetQueueAttributes": depth(0),
        CONVERSE: (200, {"output": {"message": {"role": "assistant", "content": []}}, "usage": {"totalTokens": 9}}),
    }
