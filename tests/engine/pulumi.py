"""The real `pulumi` on a copy of the project: commands, what their events say, and the stack's state."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from components.edge.site_sources import BUILT
from local.provider.install import Environment
from local.undeployed import UndeployedAlex
from tests.engine.toolchain.build import cached, installed

ROOT = Path(__file__).resolve().parents[2]
PACK = ("--policy-pack", "policies")
_PROGRAM = ("__main__.py", "Pulumi.yaml", "Pulumi.local.yaml", "Pulumi.prod.yaml")
_FOLDERS = ("agents", "components", "policies")
_SECONDS = 300
"""More than any command takes on a busy machine."""


@dataclass(frozen=True)
class Done:
    """A command that ended."""

    code: int
    output: str
    events: list[dict[str, Any]] = field(repr=False)

    def operations(self, *kinds: str) -> dict[str, set[str]]:
        """Logical names by operation, of what was done; without components. `kinds` limits the operations."""
        found: dict[str, set[str]] = {}
        for step in self._steps("resOutputsEvent"):
            if step["op"] != "same" and (not kinds or step["op"] in kinds) and is_custom(step["urn"]):
                found.setdefault(step["op"], set()).add(name_of(step["urn"]))
        return found

    def planned(self) -> dict[str, set[str]]:
        """The same for what a preview plans."""
        found: dict[str, set[str]] = {}
        for step in self._steps("resourcePreEvent"):
            if step["op"] != "same" and is_custom(step["urn"]):
                found.setdefault(step["op"], set()).add(name_of(step["urn"]))
        return found

    def touched(self) -> set[str]:
        return set().union(*self.operations().values())

    def violations(self) -> set[tuple[str, str]]:
        """Rule and level, without the pack's own reports of what is waived or undecided."""
        events = [event["policyEvent"] for event in self.events if "policyEvent" in event]
        found = {(event["policyName"], event["enforcementLevel"]) for event in events}
        return {(rule, level) for rule, level in found if not rule.startswith("pack-")}

    def _steps(self, kind: str) -> Iterator[dict[str, Any]]:
        for event in self.events:
            if kind in event:
                yield event[kind]["metadata"]


class Project:
    """Commands in the folder of a program."""

    def __init__(self, folder: Path, environment: Environment, programs: Path) -> None:
        self.folder = folder
        self._environment = {**environment.defaults, **clean_environment(), **environment.variables}
        self._environment["PULUMI_DEBUG_COMMANDS"] = "true"  # has the option --event-log
        self._environment["PATH"] = os.pathsep.join((str(environment.programs), str(programs), os.environ["PATH"]))
        self._events = folder.parent / f"{folder.name}.events.jsonl"

    def run(self, *arguments: str, stack: str = "local") -> Done:
        """`pulumi ARGUMENTS` for this stack, without a question."""
        self._events.unlink(missing_ok=True)
        command = ["pulumi", *arguments, "--stack", stack, "--non-interactive"]
        if arguments[0] in ("preview", "up", "refresh", "destroy"):
            command += ["--event-log", str(self._events)]
        done = self.call(*command)
        lines = self._events.read_text().splitlines() if self._events.exists() else []
        return Done(done.returncode, done.stdout + done.stderr, [json.loads(line) for line in lines])

    def call(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Any command, with these variables of the environment instead."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )

    def up(self, *options: str, stack: str = "local") -> Done:
        """Without a preview, and it must succeed."""
        done = self.run("up", "--yes", "--skip-preview", *options, stack=stack)
        assert done.code == 0, done.output
        return done

    def new_stack(self, stack: str) -> None:
        done = self.call("pulumi", "stack", "init", stack, "--non-interactive")
        assert done.returncode == 0, done.stderr

    def state(self, stack: str = "local") -> list[dict[str, Any]]:
        """The resources in the stack's state."""
        done = self.call("pulumi", "stack", "export", "--stack", stack)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["deployment"].get("resources", [])

    def by_name(self, stack: str = "local") -> dict[str, dict[str, Any]]:
        return {name_of(resource["urn"]): resource for resource in self.state(stack)}

    def outputs(self, stack: str = "local") -> dict[str, Any]:
        return json.loads(self.call("pulumi", "stack", "output", "--json", "--stack", stack).stdout)


class Pulumi(Project):
    """Commands in a copy of Alex, whose files a test may change."""

    def __init__(self, folder: Path, alex: UndeployedAlex, programs: Path) -> None:
        super().__init__(folder, alex.environment, programs)
        self.alex = alex
        copy_project(folder)

    def configure(self, stack: str = "local", /, **settings: object) -> None:
        """Writes these settings into the stack's file; None removes one."""
        file = self.folder / f"Pulumi.{stack}.yaml"
        content = yaml.safe_load(file.read_text())
        for name, value in settings.items():
            content["config"].pop(f"alex:{name}", None)
            if value is not None:
                content["config"][f"alex:{name}"] = value
        file.write_text(yaml.safe_dump(content))

    def append(self, file: str, line: str) -> None:
        """Adds a line to a file of the project, e.g. `agents/reporter/instructions.md`, or makes it."""
        with (self.folder / file).open("a", encoding="utf-8") as opened:
            opened.write(f"\n{line}\n")


def copy_project(folder: Path) -> None:
    """Copies what the program and the pack need: `pulumi` rewrites stack files, and tests break things."""
    folder.mkdir()
    for file in _PROGRAM:
        shutil.copy(ROOT / file, folder)
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    # The offline preview, which the engine's is compared with, has the site if somebody has built it.
    if (ROOT / BUILT).is_dir():
        shutil.copytree(ROOT / BUILT, folder / BUILT)
    (folder / ".venv").symlink_to(Path(sys.prefix), target_is_directory=True)


def programs(folder: Path) -> Path:
    """A folder for PATH in which a `pulumi` finds its Python host."""
    folder.mkdir()
    if (found := installed()) is not None:
        (folder / "pulumi").symlink_to(found / "pulumi")
        return folder
    built = cached()
    assert (built / "pulumi").exists(), "there is no `pulumi`: run `make engine`, which builds it"
    for name in ("pulumi", "pulumi-language-python-exec"):
        (folder / name).symlink_to(built / name)
    host = folder / "pulumi-language-python"
    command = f'"{sys.executable}" -P -m tests.engine.toolchain.language_host "$@"'
    host.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec {command}\n')
    host.chmod(0o755)
    return folder


def clean_environment() -> dict[str, str]:
    """Without the settings that tests of functions make."""
    dropped = ("ALEX_", "AWS_", "POWERTOOLS_", "LANGFUSE_", "PULUMI_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def is_custom(urn: str) -> bool:
    return type_of(urn).startswith("aws:")


def type_of(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def name_of(urn: str) -> str:
    return urn.split("::", 3)[3]


def names_of(resources: list[dict[str, Any]], type_: str) -> set[str]:
    """Logical names of the state's resources of a type, e.g. `aws:lambda/function:Function`."""
    return {name_of(resource["urn"]) for resource in resources if resource["type"] == type_}
