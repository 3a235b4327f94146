"""The start of a function's Python: without what ministack and this machine would add to it.

- Packages of the interpreter's own installation are left out, and their `.pth` files: Lambda has none of them.
- ministack imports botocore before the function, to count the depth of calls among functions. Here it waits until the
  function imports botocore, and so with what the function leaves out of it.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime

from local.aws.emulator.lambda_.starts import when_imported
from local.aws.emulator.wraps import changed, existing_data

_COUNT_DEPTH = "    _ms_install_invoke_depth()\n"
_COUNT_DEPTH_LATER = '    sys.meta_path.insert(0, WhenImported("botocore.handlers", _ms_install_invoke_depth))\n'
_NO_SITE = "-S"


def install() -> None:
    """Changes ministack's program and the command that starts it. Install it before what extends the program."""
    program: str = existing_data(lambda_runtime, "_PYTHON_WORKER_SCRIPT")
    if program.count(_COUNT_DEPTH) != 1:
        raise changed(f"one line {_COUNT_DEPTH.strip()!r} in lambda_runtime._PYTHON_WORKER_SCRIPT")
    later = program.replace(_COUNT_DEPTH, _COUNT_DEPTH_LATER)
    runtime: Any = lambda_runtime
    runtime._PYTHON_WORKER_SCRIPT = f"{inspect.getsource(when_imported)}\n{later}"
    runtime.subprocess = SimpleNamespace(**{**vars(existing_data(lambda_runtime, "subprocess")), "Popen": _popen})


def _popen(command: list[str], **options: Any) -> subprocess.Popen[Any]:
    if command[0] == sys.executable:
        command = [command[0], _NO_SITE, *command[1:]]
    return subprocess.Popen(command, **options)  # noqa: S603 - ministack's command
