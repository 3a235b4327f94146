"""Distributions installed in a folder, with their files and requirements."""

from __future__ import annotations

import csv
import email.parser
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from components.packaging.layout import runtime_version


@dataclass(frozen=True)
class Distribution:
    """One installed wheel."""

    name: str
    """Canonical, e.g. `typing-extensions`."""
    version: str
    files: tuple[str, ...]
    """Relative to the folder."""
    requires: tuple[Requirement, ...]


def installed(folder: Path) -> dict[str, Distribution]:
    """Installed distributions, sorted by name."""
    found = [_read(folder, info) for info in folder.glob("*.dist-info")]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def _read(folder: Path, info: Path) -> Distribution:
    metadata = email.parser.HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
    with (info / "RECORD").open(encoding="utf-8", newline="") as record:
        files = tuple(row[0] for row in csv.reader(record) if row and (folder / row[0]).is_file())
    requires = tuple(Requirement(line) for line in metadata.get_all("Requires-Dist", []))
    return Distribution(canonicalize_name(metadata["Name"]), metadata["Version"], files, requires)


def asked_for(requirements: Path) -> list[Requirement]:
    """Requirements in a `.in` file."""
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in requirements.read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def needed(
    roots: Iterable[Requirement], available: Mapping[str, Distribution], unused: frozenset[str], machine: str
) -> set[str]:
    """Names of the distributions that the roots require, directly or not, without those required only by `unused`."""
    environment = {
        "python_version": runtime_version(),
        "python_full_version": f"{runtime_version()}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": {"arm64": "aarch64"}.get(machine, machine),
    }
    seen: set[tuple[str, str]] = set()
    waiting = list(roots)
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in unused or name not in available:
            continue
        for extra in ("", *wanted.extras):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            waiting.extend(
                requirement
                for requirement in available[name].requires
                if requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra})
            )
    return {name for name, _ in seen}
