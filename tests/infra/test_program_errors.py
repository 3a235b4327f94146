"""Missing packages end the program in one line, before its first resource."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pytest
from pulumi import runtime
from pulumi.runtime import mocks

from components.compute import code
from components.foundation.functions import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]


def test_missing_layers_are_one_line_under_the_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The engine hashes the zips in a preview too."""
    monkeypatch.setattr(code, "ROOT", tmp_path)
    _with_requirements(tmp_path)
    monkeypatch.setattr(runtime, "is_dry_run", lambda: True)
    monkeypatch.setattr(code, "get_monitor", object)

    with pytest.raises(pulumi.RunError, match=r"is missing or older than requirements/lambda.txt: run `alex package`"):
        code.built_packages(FUNCTIONS, "x86_64", "layer")


def test_an_offline_preview_needs_no_layers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(code, "ROOT", tmp_path)
    monkeypatch.setattr(runtime, "is_dry_run", lambda: True)
    monkeypatch.setattr(code, "get_monitor", lambda: mocks.MockMonitor(Nothing()))

    packages = code.built_packages(FUNCTIONS, "x86_64", "layer")

    assert packages.layers["dependencies"] == "build/layers/dependencies-x86_64.zip"
    assert not code.built_packages(FUNCTIONS, "x86_64", "provided").layers


def test_packages_are_loaded_before_anything_is_registered():
    program = (ROOT / "__main__.py").read_text()

    assert program.index("= Settings.load()") < program.index("= load_packages(") < program.index("Names.current(")
    assert program.index("Names.current(") < program.index("= Foundation(")


class Nothing(mocks.Mocks):
    """Answers nothing."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, str], None]:
        raise AssertionError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, str]]:
        raise AssertionError(args.name)


def _with_requirements(root: Path) -> None:
    (root / "requirements").mkdir()
    for file in (ROOT / "requirements").iterdir():
        (root / "requirements" / file.name).write_bytes(file.read_bytes())
