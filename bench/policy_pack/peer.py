"""AWSGuard, Pulumi's pack for AWS: installed from npm into `build/`, only to be measured."""

from __future__ import annotations

import json
import subprocess

from bench.policy_pack.resources import ROOT
from bench.policy_pack.served import Pack
from cli.shared.errors import UserError
from cli.site.node import find_node

PACKAGE, VERSION = "@pulumi/awsguard", "0.3.1"
_FOLDER = ROOT / "build" / "awsguard"
_PATIENCE_SECONDS = 600


class NoPeer(Exception):
    """The message names the missing part, in one line."""


def awsguard() -> Pack:
    """With all rules. Raises NoPeer."""
    try:
        node = find_node()
    except UserError as error:
        raise NoPeer(str(error)) from error
    server = _FOLDER / "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js"
    if not server.exists():
        _write_pack()
        command = [*node.npm, "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(  # noqa: S603 - no shell
                command,
                cwd=_FOLDER,
                env=node.environment(),
                capture_output=True,
                check=False,
                timeout=_PATIENCE_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise NoPeer(f"npm did not install {PACKAGE} {VERSION} in {_PATIENCE_SECONDS} s") from error
        if done.returncode or not server.exists():
            raise NoPeer(f"npm cannot install {PACKAGE} {VERSION} here")
    return Pack((str(node.executable), str(server), "127.0.0.1:1", str(_FOLDER)), _FOLDER)


def _write_pack() -> None:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    package = {"name": "peer", "version": "0.0.1", "private": True, "dependencies": {PACKAGE: VERSION}}
    files = {
        "package.json": json.dumps(package),
        "index.js": f'new (require("{PACKAGE}").AwsGuard)({{ all: "mandatory" }});\n',
        "PulumiPolicy.yaml": "runtime: nodejs\n",
    }
    for name, text in files.items():
        (_FOLDER / name).write_text(text, encoding="utf-8")
