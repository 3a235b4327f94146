"""`make engine` without Pulumi: it builds one outside the checkout, or says in one line what is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GO = """#!/bin/sh
echo "go: module lookup disabled" >&2
echo "dial tcp: no route to host" >&2
exit 1
"""


def run(folder: Path, *programs: str) -> subprocess.CompletedProcess[str]:
    """The target's command with these programs on PATH."""
    path = folder / "bin"
    path.mkdir()
    for name in programs:
        (path / name).write_text(GO)
        (path / name).chmod(0o755)
    environment = {"PATH": str(path), "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "tests.engine.toolchain"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_without_pulumi_and_go_one_line_says_so(tmp_path: Path) -> None:
    done = run(tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "engine: skipped, there is no `pulumi` with its Python host on PATH, and no `go` to build it with\n"
    )


def test_a_build_that_fails_is_no_failure_and_leaves_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "go")
    building, skipped = done.stdout.splitlines()

    assert done.returncode == 0
    assert building.startswith(f"engine: building pulumi v3.276.0 in {tmp_path}/cache/alex/pulumi/v3.276.0;")
    assert skipped == "engine: skipped, pulumi v3.276.0 cannot be built: `go mod init`: dial tcp: no route to host"
    assert list((tmp_path / "cache" / "alex" / "pulumi").iterdir()) == []


@pytest.mark.parametrize("host", [True, False], ids=["with its host", "without"])
def test_a_pulumi_on_path_counts_with_its_python_host_only(
    tmp_path: Path, host: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.engine.toolchain.build import installed

    for name in ("pulumi", "pulumi-language-python") if host else ("pulumi",):
        (tmp_path / name).write_text(GO)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert installed() == (tmp_path if host else None)
