"""Sets the plugin up in a folder of a run, never in the user's plugin folder."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from local.provider.connection import Connection, write_connection

_CHECKOUT = Path(__file__).resolve().parents[2]
_PLUGIN = "pulumi-resource-aws"


def set_up(folder: Path, connection: Connection) -> dict[str, str]:
    """Writes the plugin into `folder`. Returns the environment in which `pulumi` finds it, and nothing else.

    The engine takes a plugin on PATH before any installed one.
    """
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
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
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
