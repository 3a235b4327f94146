#!/usr/bin/env bash
# pulumi 3.272.0 (Python) with pulumi-aws 7.51.1: a nested path in ignore_changes ignores nothing.
#
# Python programs write properties in snake_case, and ignore_changes=["image_uri"] reaches the engine as "imageUri". One
# might expect vpc_config.subnet_ids to become vpcConfig.subnetIds. Seen in the request to the engine: only a path of one
# name is translated; every nested path is passed on as written. The engine knows no such property and says nothing, so
# the next `pulumi up` overwrites what was to be left alone. Write nested paths in camelCase.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pulumi==3.272.0 pulumi-aws==7.51.1
"$folder/venv/bin/python" -W ignore - <<'PY'
import asyncio

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.stack import run_pulumi_func


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return args.name, args.inputs

    def call(self, args):
        return {}


class Monitor(mocks.MockMonitor):
    """Stands where the engine stands, and keeps what each registration asks to ignore."""

    ignored = {}

    def RegisterResource(self, request):
        self.ignored[request.name] = list(request.ignoreChanges)
        return super().RegisterResource(request)


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
standing_in = Mocks()
mocks.set_mocks(standing_in, monitor=Monitor(standing_in))
import pulumi_aws as aws  # noqa: E402

PATHS = {
    "image_uri": "imageUri",
    "ephemeral_storage": "ephemeralStorage",
    "vpc_config.subnet_ids": "vpc_config.subnet_ids",
    "snap_start.apply_on": "snap_start.apply_on",
}


async def program():
    for path in PATHS:
        options = pulumi.ResourceOptions(ignore_changes=[path])
        aws.lambda_.Function(path, role="arn:aws:iam::123456789012:role/any", opts=options)


loop.run_until_complete(run_pulumi_func(program))
for path, expected in PATHS.items():
    print(f"{path:25} reaches the engine as {Monitor.ignored[path]}")
    assert Monitor.ignored[path] == [expected], "changed"
PY
