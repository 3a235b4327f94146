#!/usr/bin/env bash
# pulumi 3.272.0 (Python SDK): each resource sends four debug lines to the engine, whether or not anybody asked for
# `--debug`, and the program stands still until the engine has answered each.
#
# Registrations run side by side, so one expects a program of N resources to take about as long as its slowest chain, and
# debug lines to cost nothing where they are not shown. Seen: `pulumi.log.debug` is a blocking call of the engine's Log from
# the event loop. With an engine that answers Log in 20 ms, 20 independent resources take 1.7 s; their registrations, answered
# at once, take none of it. On a real engine these calls were a tenth of the CPU of a preview of 277 resources.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pulumi==3.272.0
cat > "$folder/program.py" <<'PY'
import asyncio
import time
from concurrent import futures

import grpc
import pulumi
from google.protobuf import empty_pb2
from pulumi.runtime import Settings, configure
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc
from pulumi.runtime.stack import run_pulumi_func

RESOURCES, LOG_SECONDS = 20, 0.02
lines = []


class Engine(engine_pb2_grpc.EngineServicer):
    def Log(self, request, context):
        if request.severity == engine_pb2.DEBUG:
            lines.append(request.message)
            time.sleep(LOG_SECONDS)
        return empty_pb2.Empty()


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    def SupportsFeature(self, request, context):
        return resource_pb2.SupportsFeatureResponse(hasSupport=True)

    def RegisterResource(self, request, context):
        urn = f"urn:pulumi:s::p::{request.type}::{request.name}"
        return resource_pb2.RegisterResourceResponse(urn=urn, id=request.name, object=request.object)

    def RegisterResourceOutputs(self, request, context):
        return empty_pb2.Empty()


def program():
    for number in range(RESOURCES):
        pulumi.CustomResource("test:index:Thing", f"thing-{number}", {"size": number})


server = grpc.server(futures.ThreadPoolExecutor(64))
engine_pb2_grpc.add_EngineServicer_to_server(Engine(), server)
resource_pb2_grpc.add_ResourceMonitorServicer_to_server(Monitor(), server)
address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
server.start()
configure(Settings(project="p", stack="s", monitor=address, engine=address))

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
begun = time.monotonic()
loop.run_until_complete(run_pulumi_func(program))
seconds = time.monotonic() - begun
server.stop(0)
per_resource = len(lines) // RESOURCES  # and a few of the program
waited = len(lines) * LOG_SECONDS
print(f"{per_resource} debug lines a resource; {waited:.1f} s of answers to them in a program of {seconds:.1f} s")
assert per_resource == 4, f"changed: {per_resource} lines a resource"
assert seconds >= waited, "changed: the program goes on while a line is sent"
PY
"$folder/venv/bin/python" "$folder/program.py"
