"""Sets the plugin up in a folder of a run, never in the user's plugin folder."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.provider.connection import Connection, write_connection

_CHECKOUT = Path(__file__).resolve().parents[2]
_PLUGIN = "pulumi-resource-aws"
_DIRECT = "127.0.0.1,localhost"
#: The engine lives for seconds: at Go's own 100, collecting is a tenth of a preview's CPU.
_DEFAULTS = {"GOGC": "400"}


@dataclass(frozen=True)
class Environment:
    """In which `pulumi` finds the plugin, the run's backend and the embedded AWS, and nothing else."""

    programs: Path
    """Folder with the plugin: the engine takes one on PATH before any installed one."""
    variables: dict[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict[str, str])
    """Variables that a shell sets only where the user has not."""

    def lines(self) -> list[str]:
        """As commands of a shell."""
        settings = {name: shlex.quote(value) for name, value in self.variables.items()}
        return [
            f'export PATH={shlex.quote(str(self.programs))}:"$PATH"',
            *(f"export {n}={v}" for n, v in settings.items()),
            *(f'export {name}="${{{name}:-{value}}}"' for name, value in self.defaults.items()),
            # The engine, the program and the plugin talk over gRPC on loopback; gRPC for Python reads the second only.
            *(f'export {name}="{_DIRECT}${{{name}:+,${name}}}"' for name in ("NO_PROXY", "no_proxy")),
        ]


def set_up(folder: Path, connection: Connection) -> Environment:
    """Writes the plugin into `folder`, with homes for `pulumi` and its state."""
    programs = folder / "bin"
    for made in (programs, folder / "home", folder / "backend"):
        made.mkdir(parents=True, exist_ok=True)
    file = folder / "connection.json"
    write_connection(file, connection)
    # -P: the engine starts a plugin in the program's folder, whose modules are none of the plugin's.
    command = shlex.join([sys.executable, "-P", "-m", "local.provider", "--connection", str(file)])
    script = programs / _PLUGIN
    script.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(_CHECKOUT))} exec {command} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    variables = {
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "AWS_ENDPOINT_URL": connection.endpoint,
        "AWS_REGION": connection.region,
        "AWS_DEFAULT_REGION": connection.region,  # what boto3 reads
        "AWS_ACCESS_KEY_ID": connection.access_key_id,
        "AWS_SECRET_ACCESS_KEY": connection.secret_access_key,
    }
    return Environment(programs, variables, _DEFAULTS)
