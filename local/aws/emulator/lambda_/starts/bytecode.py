"""Bytecode for the Python that runs the functions here. Their zips hold that of Lambda's Python, which may be another.

Without this each start would compile its function's code. Here a deployment compiles it once, and sources that
functions share once for all, and unpacks it. The deployed function's code, hash and size stay as they are.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from components.packaging.in_runtime.compile_sources import bytecode
from local.aws.emulator.lambda_.starts.unpacked import folder_of
from local.aws.emulator.wraps import Response, existing_data, wrap

#: Of the functions of a few deployments. Both are larger than the stack's.
_MOST_ZIPS, _MOST_SOURCES = 64, 2048


def install() -> None:
    """Compiles and unpacks at a deployment, and starts functions from a zip with the bytecode."""
    functions = existing_data(lambda_svc, "_functions")

    def compiling(deploy: Callable[..., Response]) -> Callable[..., Response]:
        def deploy_and_compile(function: str | dict[str, Any], *more: Any) -> Response:
            response = deploy(function, *more)
            if response[0] < 300:
                deployed = functions[function if isinstance(function, str) else function["FunctionName"]]
                _prepared(deployed["config"], deployed["code_zip"])
            return response

        return deploy_and_compile

    wrap(lambda_svc, "_create_function", "data", by=compiling)
    wrap(lambda_svc, "_update_code", "name", "data", by=compiling)
    wrap(lambda_runtime.Worker, "__init__", "self", "func_name", "config", "code_zip", by=_from_bytecode)


def _from_bytecode(begin: Callable[..., None]) -> Callable[..., None]:
    def begin_with_bytecode(worker: Any, name: str, config: dict[str, Any], code_zip: bytes) -> None:
        begin(worker, name, config, _prepared(config, code_zip))

    return begin_with_bytecode


def _prepared(config: dict[str, Any], code_zip: bytes | None) -> bytes | None:
    python = str(config.get("Runtime", "")).startswith("python")
    if not python or not code_zip:
        return code_zip
    prepared = with_bytecode(code_zip)
    folder_of(prepared)
    return prepared


@lru_cache(_MOST_ZIPS)
def with_bytecode(code_zip: bytes) -> bytes:
    """The zip with this interpreter's bytecode beside each source that has none. A source that is wrong gets none."""
    packed = io.BytesIO()
    packed.write(code_zip)
    with zipfile.ZipFile(packed, "a") as archive:
        held = frozenset(archive.namelist())
        for path in map(PurePosixPath, sorted(held)):
            beside = str(path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc")
            if path.suffix == ".py" and beside not in held and (code := _compiled(archive.read(str(path)))):
                archive.writestr(beside, code)
    return packed.getvalue()


@lru_cache(_MOST_SOURCES)
def _compiled(source: bytes) -> bytes | None:
    """None for what is no Python: its function's start says so. Imports put the source's path into tracebacks."""
    try:
        return bytecode(source, "")
    except (SyntaxError, ValueError):
        return None
