"""Runs a runbook's blocks in a real shell, in which `aws`, `alex` and others are answered by functions of the test.

Each program there hands its arguments to the test: no command pays for a Python that loads boto3.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

Program = Callable[[list[str]], tuple[int, str]]
"""Arguments to exit code and output; the output of a failure goes to standard error."""
_SECONDS = 300
_CLIENT = """#!{python} -ISE
import json, socket, sys
with socket.create_connection(("127.0.0.1", {port})) as asked, asked.makefile("rw", encoding="utf-8") as stream:
    stream.write(json.dumps([{name!r}, *sys.argv[1:]]) + "\\n")
    stream.flush()
    code, text = json.loads(stream.readline())
(sys.stderr if code else sys.stdout).write(text)
sys.exit(code)
"""


class Shell:
    """
    Args:
        folder: where the programs are written.
        programs: those of the blocks, by name.
        stack: replaces the word `prod` of the blocks.
        project: where the blocks run; by default in `folder`.
    """

    def __init__(
        self, folder: Path, programs: Mapping[str, Program], stack: str = "local", project: Path | None = None
    ) -> None:
        self.said = ""
        """Output of the last block, both streams."""
        self._stack, self._programs, self._project = stack, folder / "programs", project or folder
        self._programs.mkdir(parents=True)
        self._server = _serve(programs)
        port = self._server.server_address[1]
        for name in programs:
            file = self._programs / name
            file.write_text(_CLIENT.format(python=sys.executable, port=port, name=name), encoding="utf-8")
            file.chmod(0o755)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def run(self, block: str, *, fails: bool = False, **values: str) -> str:
        """Runs a block until its first command that fails, and returns its output.

        Args:
            fails: whether it must fail.
            values: for the words in capitals that a reader replaces, e.g. `VERSION`. Each must be in the block.
        """
        code = re.sub(r"\bprod\b", self._stack, block)
        for word, value in values.items():
            code, count = re.subn(rf"\b{word}\b", value, code)
            assert count, f"no {word} in the block: {block}"
        path = os.pathsep.join((str(self._programs), os.environ["PATH"]))
        done = subprocess.run(
            ["sh", "-eu", "-c", code],
            env={"PATH": path, "HOME": str(self._programs)},
            cwd=self._project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        self.said = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, f"{code}\nexit code {done.returncode}: {self.said}"
        return self.said


def _serve(programs: Mapping[str, Program]) -> ThreadingTCPServer:
    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            name, *arguments = json.loads(self.rfile.readline())
            try:
                answer = programs[name](arguments)
            except Exception as error:
                # The block fails, and its test shows this.
                answer = 70, f"{name}: {type(error).__name__}: {error}\n"
            self.wfile.write(json.dumps(answer).encode() + b"\n")

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server
