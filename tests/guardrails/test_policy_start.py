"""How the pack starts: by Pulumi, by the gate, and as a copy without the rest of the repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc

from policies import gate
from policies.lazy_sdk import PARTS
from policies.pack import NAME

ROOT = Path(__file__).resolve().parents[2]
BY_PULUMI = ("-m", "pulumi.policy", "127.0.0.1:1")


def described(*before: str) -> proto.AnalyzerInfo:
    """What the pack tells about itself, started by Python with these arguments before its folder."""
    command = [sys.executable, "-u", *before, str(gate.PACK)]
    with subprocess.Popen(command, cwd=gate.PACK, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
                return analyzer_pb2_grpc.AnalyzerStub(channel).GetAnalyzerInfo(empty_pb2.Empty(), timeout=60)
        finally:
            process.kill()


def test_the_pack_is_the_same_by_pulumi_and_by_the_gate() -> None:
    by_gate = described()
    assert by_gate.name == NAME
    assert by_gate == described(*BY_PULUMI)


def test_parts_of_the_sdk_that_only_programs_need_are_not_loaded() -> None:
    probe = (
        "import sys\n"
        "from policies import lazy_sdk\n"
        "lazy_sdk.install()\n"
        "import policies.pack\n"
        "print(*(name for name in lazy_sdk.PARTS if type(sys.modules[name]).__name__ == '_LazyModule'))\n"
        "import pulumi.automation\n"
        "print(pulumi.automation.LocalWorkspace.__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    postponed, loaded = done.stdout.splitlines()
    assert set(postponed.split()) == PARTS
    assert loaded == "LocalWorkspace"


def test_a_copy_needs_nothing_else_of_this_repository(tmp_path: Path) -> None:
    """The folders that docs/policies-for-others.md names. `-S`: no path leads to this checkout."""
    for name in ("policies", "estimate"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    probe = "import policies.pack, estimate.month; print(policies.pack.__file__, estimate.month.__file__)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", probe],
        cwd=tmp_path,
        env={"PYTHONPATH": sysconfig.get_path("platlib")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [str(tmp_path / name) for name in ("policies/pack.py", "estimate/month.py")], (
        done.stderr
    )
