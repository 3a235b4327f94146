"""Processes of the language host, and their output as the engine takes it."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from google.protobuf import json_format

from local.provider.protocol import generated

ANY_SIZE = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
Reply: Any = generated("language_pb2").RunPluginResponse


def note(*words: object) -> None:
    """A line in the file that PULUMI_HOST_LOG names."""
    if log := os.environ.get("PULUMI_HOST_LOG"):
        with Path(log).open("a", encoding="utf-8") as file:
            print(os.getpid(), *words, file=file)


def interpreter(info: Any) -> str:
    """Of the virtual environment that the project names, else the one on PATH."""
    named = json_format.MessageToDict(info.options).get("virtualenv")
    return str(Path(info.root_directory, named, "bin", "python")) if named else "python3"


def ask(python: str, code: str) -> str:
    """What this code prints."""
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout


def ended_with(context: Any, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """A process that does not outlive the call it was started for."""
    process = subprocess.Popen[bytes](command, stdin=subprocess.DEVNULL, **options)
    if not context.add_callback(process.kill):
        process.kill()  # the call had ended already
    return process


def outputs(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """Both outputs by line as they come, then the exit code."""
    lines: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def read(stream: Iterable[bytes], wrap: Callable[[bytes], Any]) -> None:
        for line in stream:
            lines.put(wrap(line))
        lines.put(None)

    assert process.stdout, "a pipe"
    assert process.stderr, "a pipe"
    kinds: list[tuple[IO[bytes], Callable[[bytes], Any]]] = [
        (process.stdout, lambda line: Reply(stdout=line)),
        (process.stderr, lambda line: Reply(stderr=line)),
    ]
    for stream, wrap in kinds:
        threading.Thread(target=read, args=(stream, wrap), daemon=True).start()
    for _ in kinds:
        yield from iter(lines.get, None)
    yield Reply(exitcode=process.wait())
