"""Pulumi's provider protocol: the engine calls these methods for each resource."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent import futures
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
from google.protobuf import empty_pb2

from local.errors import LocalError
from local.provider.protocol import aws_version, generated
from local.provider.schema import deletes_first, replacing, with_defaults
from local.provider.values import changed, plain, raw, struct

if TYPE_CHECKING:
    from local.provider.calls import Calls

provider_pb2, provider_pb2_grpc = generated("provider_pb2"), generated("provider_pb2_grpc")
plugin_pb2 = generated("plugin_pb2")

_ANY_SIZE = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_AT_ONCE = 32


def serve(plugin: Plugin) -> tuple[grpc.Server, int]:
    """A started server on loopback, and its port."""
    server = grpc.server(futures.ThreadPoolExecutor(_AT_ONCE), options=_ANY_SIZE)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(plugin, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


class Plugin(provider_pb2_grpc.ResourceProviderServicer):
    """Method names, requests and answers are those of `pulumi/provider.proto`."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._cancelled = threading.Event()

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=aws_version())

    def GetSchema(self, request: Any, context: Any) -> Any:  # noqa: N802
        schema = {"name": "aws", "version": aws_version()}
        return provider_pb2.GetSchemaResponse(schema=json.dumps(schema))

    def GetMapping(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.GetMappingResponse()

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Nothing more is begun; calls of AWS that run come to their end."""
        self._cancelled.set()
        return empty_pb2.Empty()

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        region = plain(raw(request.news)).get("region")
        failures: list[Any] = []
        if region not in (None, self._calls.region):
            reason = f"the embedded AWS has the region {self._calls.region} only, not {region}"
            failures.append(provider_pb2.CheckFailure(property="region", reason=reason))
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        different = changed(raw(request.old_inputs), raw(request.news))
        return _difference(different, different & {"region"}, deletes_first=False)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        answer = self._run(context, request.tok, lambda: self._calls.answer(request.tok, plain(raw(request.args))))
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(struct(answer))
        return response

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        type_ = _type(request.urn)
        if not self._calls.supports(type_):
            reason = "not supported by the embedded AWS: add the type in local/engine/resources/"
            return provider_pb2.CheckResponse(inputs=request.news, failures=[provider_pb2.CheckFailure(reason=reason)])
        return provider_pb2.CheckResponse(inputs=struct(with_defaults(type_, raw(request.news))))

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        old, new = raw(request.old_inputs), raw(request.news)
        different = changed(old, new, request.ignoreChanges)
        replaces = replacing(_type(request.urn), different, new)
        return _difference(different, replaces, deletes_first=bool(replaces) and deletes_first(old, new))

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        if request.preview:  # what is left out is unknown
            return provider_pb2.CreateResponse(properties=request.properties)
        type_, name = _type(request.urn), _name(request.urn)
        identifier, properties = self._run(
            context, request.urn, lambda: self._calls.create(type_, name, raw(request.properties))
        )
        return provider_pb2.CreateResponse(id=identifier, properties=struct(properties))

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        type_, name = _type(request.urn), _name(request.urn)
        old = (raw(request.old_inputs), raw(request.olds))
        call = self._calls.preview_update if request.preview else self._calls.update
        properties = self._run(context, request.urn, lambda: call(type_, name, request.id, old, raw(request.news)))
        return provider_pb2.UpdateResponse(properties=struct(properties))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        type_, name = _type(request.urn), _name(request.urn)
        old = (raw(request.inputs), raw(request.properties))
        found = self._run(context, request.urn, lambda: self._calls.read(type_, name, request.id, old))
        if found is None:
            return provider_pb2.ReadResponse()
        inputs, properties = found
        return provider_pb2.ReadResponse(id=request.id, inputs=struct(inputs), properties=struct(properties))

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        type_, name = _type(request.urn), _name(request.urn)
        old = (raw(request.old_inputs), raw(request.properties))
        self._run(context, request.urn, lambda: self._calls.delete(type_, name, request.id, old))
        return empty_pb2.Empty()

    def _run(self, context: Any, subject: str, call: Callable[[], Any]) -> Any:
        """Ends the engine's call with a status that names the subject, for any error."""
        if self._cancelled.is_set():
            _end(context, grpc.StatusCode.CANCELLED, f"{subject}: the operation was cancelled")
        try:
            return call()
        except LocalError as error:
            _end(context, grpc.StatusCode.UNKNOWN, str(error))
        except Exception as error:
            _end(context, grpc.StatusCode.INTERNAL, f"{subject}: {type(error).__name__}: {error}")


def _end(context: Any, code: grpc.StatusCode, message: str) -> NoReturn:
    context.abort(code, message)
    raise AssertionError("abort raises")


def _type(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _difference(different: set[str], replaces: set[str], *, deletes_first: bool) -> Any:
    kinds = provider_pb2.DiffResponse
    return provider_pb2.DiffResponse(
        changes=kinds.DIFF_SOME if different else kinds.DIFF_NONE,
        diffs=sorted(different),
        replaces=sorted(replaces),
        deleteBeforeReplace=deletes_first,
    )
