"""`alex package`: output for invented packages, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli.package.build as command
from cli.shared.errors import UserError
from components.foundation.functions import FUNCTIONS
from components.packaging import checks
from components.packaging.builders import UvBuilder
from components.packaging.checks import Package, Verdict
from components.packaging.errors import PackageError
from components.packaging.record import Artefact
from components.packaging.shared_objects import Finding

CODE = Artefact("tagger", "build/functions/tagger.zip", "ab" * 32, 3, 2**20, 2**21, "3.13.0", "", {"tagger": 2**21}, 0)
LAYER = Artefact("deps-x86_64", "build/layers/d.zip", "cd" * 32, 9, 2**22, 2**23, None, "", {"openai 3.54": 2**23}, 1)
TAGGER = next(spec for spec in FUNCTIONS if spec.name == "tagger")
FINDING = Finding("python/a.so", "EM_AARCH64, 64 bit", "EM_X86_64, 64 bit")


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """Findings of the check; nothing is built."""
    findings: list[Finding] = []
    monkeypatch.setattr(command, "_build", lambda *_: [Package(TAGGER, CODE, (LAYER,))])
    monkeypatch.setattr(
        command, "check", lambda *_: Verdict(tuple(findings), (), "there is no python3.13 on this machine", "")
    )
    return findings


def run(*, checked: bool = True, show_largest: bool = False, as_json: bool = False) -> bool:
    return command.package("tagger", "x86_64", "uv", checked=checked, show_largest=show_largest, as_json=as_json)


def test_each_zip_is_shown_with_size_and_hash(found: list[Finding], capsys: pytest.CaptureFixture[str]):
    assert run()
    lines = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines() if line.split()}

    assert lines["deps-x86_64"] == ["9", "4.00", "8.0", "none", "cdcdcdcd"]
    assert lines["tagger"] == ["3", "1.00", "2.0", "10.0", "3.13.0", "abababab"]


def test_untested_imports_are_not_reported_as_good(found: list[Finding], capsys: pytest.CaptureFixture[str]):
    run()
    printed = " ".join(capsys.readouterr().out.split())

    assert "Imports not tested: there is no python3.13 on this machine." in printed
    assert "✔ Sizes and shared objects meet Lambda's requirements." in printed


def test_the_largest_packages_are_shown_on_request(found: list[Finding], capsys: pytest.CaptureFixture[str]):
    run(show_largest=True)

    assert "openai 3.54" in capsys.readouterr().out


def test_a_finding_is_printed_and_fails(found: list[Finding], capsys: pytest.CaptureFixture[str]):
    found.append(FINDING)

    assert not run()
    assert "✘ python/a.so: found EM_AARCH64, 64 bit, expected EM_X86_64, 64 bit" in capsys.readouterr().out


def test_json_is_complete_and_the_only_output(found: list[Finding], capsys: pytest.CaptureFixture[str]):
    run(as_json=True)
    (printed,) = json.loads(capsys.readouterr().out)

    assert [artefact["name"] for artefact in printed["artefacts"]] == ["tagger", "deps-x86_64"]
    assert printed["functions"] == {"tagger": ["deps-x86_64"]}
    assert printed["checks"]["not_tried"] == "there is no python3.13 on this machine"


def test_an_unknown_function_is_refused_with_the_known_ones():
    with pytest.raises(UserError, match=r"^no function 'barista'\nhint: the functions are planner, tagger, "):
        command.package("barista", None, "uv", checked=False, show_largest=False, as_json=False)


def test_a_failed_build_is_one_line(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PackageError("brew==1.0 has no wheel for x86_64-manylinux_2_28 and Python 3.13")

    monkeypatch.setattr(command, "_build", refuse)
    with pytest.raises(UserError, match=r"^brew==1\.0 has no wheel"):
        run()


def test_without_the_runtimes_python_it_warns_of_missing_bytecode(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    class NoPython(UvBuilder):
        def compiler(self) -> None:
            return None

    monkeypatch.setattr(command, "BUILDERS", {"uv": NoPython})
    monkeypatch.setattr(command, "build_functions", lambda functions, compiler: [CODE])
    monkeypatch.setattr(command, "built_layer", lambda *_: None)
    monkeypatch.setattr(command, "build_layer", lambda *_: LAYER)

    assert run(checked=False)
    assert "python3.13 is missing on this machine: the zips hold no bytecode" in capsys.readouterr().out


def test_layers_run_on_the_runtimes_machine_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(checks, "machine", lambda: "riscv64")
    monkeypatch.setattr("cli.run.up.STATE_DIR", tmp_path)

    with pytest.raises(
        UserError, match=r"^the layers run on linux x86_64 with Python 3\.13 only, .*\nhint: leave out --layers"
    ):
        _start_with_layers()


def _start_with_layers() -> None:
    from cli.run.up import running_alex

    with running_alex([], layers=True):
        pytest.fail("it must not start")
