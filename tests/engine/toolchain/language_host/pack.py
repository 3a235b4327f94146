"""Policy packs under the language host."""

from __future__ import annotations

import functools
import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from concurrent import futures
from typing import Any

import grpc
from google.protobuf import json_format

from local.provider.protocol import generated
from tests.engine.toolchain.language_host.processes import ANY_SIZE, Reply, ended_with, note, outputs


class Pack(grpc.GenericRpcHandler):
    """Is between the engine and a policy pack: a pack takes its stack from its environment, which comes later.

    So the pack's process starts with the first call that needs it. Every call is handed on as the bytes it came in.
    """

    SERVICE = "/pulumirpc.Analyzer/"

    def __init__(self, command: list[str], folder: str, env: dict[str, str], context: Any) -> None:
        self._command, self._folder, self._env, self._context = command, folder, env, context
        self._lock = threading.Lock()
        self._channel: grpc.Channel | None = None
        self._lines: queue.SimpleQueue[Any] = queue.SimpleQueue()
        context.add_callback(functools.partial(self._lines.put, None))

    def outputs(self) -> Iterator[Any]:
        """The port of this server first, then what the pack prints, until the engine ends the call."""
        server = grpc.server(futures.ThreadPoolExecutor(16), options=ANY_SIZE)
        server.add_generic_rpc_handlers((self,))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            yield Reply(stdout=f"{port}\n".encode())
            while (reply := self._lines.get()) is not None:
                yield reply
        finally:
            server.stop(None)

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        method = handler_call_details.method
        if not method.startswith(self.SERVICE) or method.endswith("/Handshake"):
            return None
        return grpc.unary_unary_rpc_method_handler(functools.partial(self._hand_on, method))

    def _hand_on(self, method: str, request: bytes, context: Any) -> bytes:
        note(method.removeprefix(self.SERVICE), len(request))
        try:
            pack = self._started(request if method.endswith("/ConfigureStack") else b"")
            return pack.unary_unary(method)(request)
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())
            raise AssertionError from error

    def _started(self, configuration: bytes) -> grpc.Channel:
        with self._lock:
            if self._channel is None:
                process = ended_with(
                    self._context,
                    self._command,
                    cwd=self._folder,
                    env=self._env | legacy_variables(configuration),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
                assert process.stdout, "asked for above"
                port = process.stdout.readline().decode().strip()
                threading.Thread(target=self._collect, args=(process,), daemon=True).start()
                self._channel = grpc.insecure_channel(f"127.0.0.1:{port or 1}", options=ANY_SIZE)
            return self._channel

    def _collect(self, process: subprocess.Popen[bytes]) -> None:
        for reply in outputs(process):
            self._lines.put(reply)
        self._lines.put(None)


def legacy_variables(configuration: bytes) -> dict[str, str]:
    """What the `pulumi.policy` module of the SDK reads."""
    if not configuration:
        return {}
    stack = generated("analyzer_pb2").AnalyzerStackConfigureRequest.FromString(configuration)
    note("ConfigureStack", json_format.MessageToDict(stack))
    return {
        "PULUMI_PROJECT": stack.project,
        "PULUMI_STACK": stack.stack,
        "PULUMI_ORGANIZATION": stack.organization,
        "PULUMI_DRY_RUN": str(stack.dry_run).lower(),
        "PULUMI_CONFIG": json.dumps(dict(stack.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(stack.config_secret_keys)),
    }
