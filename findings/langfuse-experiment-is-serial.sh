#!/usr/bin/env bash
# langfuse 5.0.4: run_experiment(max_concurrency=50) runs a `def` task one item after the other.
#
# The runner is documented to run tasks concurrently, 50 at once by default, and its first example is a `def` that calls a
# model with a blocking client. One might expect threads for it. Seen: the function is called on the event loop, which
# stands still until it returns, so one task runs at a time, whatever max_concurrency says; `async def` with an await
# runs all ten at once. A blocking evaluator does the same to asynchronous tasks. An experiment of 200 items with boto3
# takes 200 calls' time. Nothing is logged. Wrap the call: `await asyncio.to_thread(ask, item)`.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check langfuse==5.0.4
"$folder/venv/bin/python" - <<'PY'
import asyncio
import os
import threading
import time

os.environ["LANGFUSE_TRACING_ENABLED"] = "false"
from langfuse import Langfuse

client = Langfuse(public_key="pk-lf-1", secret_key="sk-lf-1", base_url="http://127.0.0.1:9")
lock, running, most = threading.Lock(), 0, 0


def begin():
    global running, most
    with lock:
        running += 1
        most = max(most, running)


def end():
    global running
    with lock:
        running -= 1


def blocking(*, item, **_):
    begin()
    time.sleep(0.2)
    end()


async def awaiting(*, item, **_):
    begin()
    await asyncio.sleep(0.2)
    end()


async def in_a_thread(*, item, **_):
    await asyncio.to_thread(blocking, item=item)


seen = {}
for task in (blocking, awaiting, in_a_thread):
    most = 0
    data = [{"input": number} for number in range(10)]
    result = client.run_experiment(name="e", data=data, task=task, max_concurrency=50)
    assert len(result.item_results) == 10
    seen[task.__name__] = most
    print(f"{task.__name__}: at most {most} of 10 at once")
assert seen["blocking"] == 1, "changed: blocking tasks overlap"
assert seen["awaiting"] > 1 and seen["in_a_thread"] > 1, "changed"
PY
