"""Programs of the team that are a few lines long."""

from __future__ import annotations

from collections.abc import Callable

from tests.engine.pulumi import ROOT
from tests.guardrails.foreign.program import ACCOUNT, TAGS, Program

_WRITTEN = """
import sys

sys.path.insert(0, "{root}")
from tests.guardrails.foreign import data, mistakes, web
from tests.guardrails.foreign.deploy import deploy

deploy({parts})
"""
_LOGS = """
import pulumi
import pulumi_aws as aws

TAGS = pulumi.Output.secret({tags})
for name, days in {days}.items():
    aws.cloudwatch.LogGroup(
        name,
        name=f"/shop/{{name}}",
        retention_in_days=days,
        kms_key_id="arn:aws:kms:eu-west-1:{account}:key/logs",
        tags=TAGS,
        opts=pulumi.ResourceOptions(ignore_changes={ignored}),
    )
"""


def written(*parts: Callable[[Program], None]) -> str:
    """Of parts that are written for the protocol's tests too, e.g. `web.static_site`."""
    named = ", ".join(f"{part.__module__.rpartition('.')[2]}.{part.__name__}" for part in parts)
    return _WRITTEN.format(root=ROOT, parts=named)


def logs(*ignored: str, **days: int) -> str:
    """Log groups with secret tags, and a retention each, e.g. `audit=400`. The `ignored` are the resource option."""
    return _LOGS.format(account=ACCOUNT, days=days, tags=TAGS, ignored=list(ignored))
