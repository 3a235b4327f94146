"""Pulumi's protocol: the modules that are generated from its `.proto` files, without the SDK around them.

They need gRPC only. `import pulumi.runtime.proto` would load the whole SDK first, which is half of a plugin's start.
"""

from __future__ import annotations

import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def _folder(package: str) -> Path:
    spec = find_spec(package)
    assert spec, f"{package} is a requirement"
    assert spec.origin, f"{package} has an __init__.py"
    return Path(spec.origin).parent


# This module is the package of the generated ones, which name each other relative to it.
__path__ = [str(_folder("pulumi") / "runtime" / "proto")]


def generated(name: str) -> Any:
    """A generated module, e.g. `provider_pb2`."""
    return import_module(f"{__name__}.{name}")


def aws_version() -> str:
    """Of AWS's provider that belongs to the installed SDK."""
    plugin = _folder("pulumi_aws") / "pulumi-plugin.json"
    return json.loads(plugin.read_text(encoding="utf-8"))["version"]
