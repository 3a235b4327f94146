"""Another team's project under the real engine, with a provider on paper."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

from local.provider.install import Environment
from tests.engine.pulumi import ROOT, Done, Project, name_of
from tests.guardrails.foreign.program import PROJECT

PACK = str(ROOT / "policies")


class Team(Project):
    """A folder with a program of the team, and a backend that no other project uses."""

    def __init__(self, folder: Path, programs: Path) -> None:
        folder.mkdir(parents=True)
        super().__init__(folder, paper(folder.with_name(f"{folder.name}-engine")), programs)
        runtime = {"name": "python", "options": {"virtualenv": sys.prefix}}
        (folder / "Pulumi.yaml").write_text(json.dumps({"name": PROJECT, "runtime": runtime}))

    def write(self, program: str) -> None:
        (self.folder / "__main__.py").write_text(program)

    def judge(self, *arguments: str, config: dict[str, Any] | None = None, stack: str) -> Done:
        """The command with the pack, and with this content of a `--policy-pack-config` file."""
        return self.run(*arguments, *self.with_pack(PACK, config or {}), stack=stack)

    def with_pack(self, pack: str, config: dict[str, Any]) -> tuple[str, ...]:
        """Options of a command, with the configuration in a file."""
        file = self.folder / f"{Path(pack).name}.json"
        file.write_text(json.dumps(config))
        return ("--policy-pack", pack, "--policy-pack-config", str(file))


def paper(folder: Path) -> Environment:
    """Writes the plugin, with homes for `pulumi` and its state."""
    made = {name: folder / name for name in ("bin", "home", "backend")}
    for each in made.values():
        each.mkdir(parents=True)
    script = made["bin"] / "pulumi-resource-aws"
    command = shlex.join([sys.executable, "-P", "-m", "tests.engine.paper"])
    script.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {command} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    variables = {
        "PULUMI_HOME": str(made["home"]),
        "PULUMI_BACKEND_URL": f"file://{made['backend']}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    return Environment(made["bin"], variables)


def findings(events: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Rules by resource, as the engine told them: all that the pack reports, with its level unless it is mandatory."""
    found: dict[str, set[str]] = {}
    for event in (event["policyEvent"] for event in events if "policyEvent" in event):
        level = event["enforcementLevel"]
        about = name_of(event["resourceUrn"])
        found.setdefault(about, set()).add(event["policyName"] + ("" if level == "mandatory" else f" ({level})"))
    return found
