"""What is deployed: a function's own code, no more, and layers that match their requirements."""

from __future__ import annotations

from pathlib import Path

import pytest
from pulumi import runtime

from components import package
from components.package import PackageError, code_archive
from components.roster import ROSTER, AgentSpec

ROOT = Path(__file__).resolve().parents[2]
SPECS = {spec.name: spec for spec in ROSTER}


@pytest.mark.parametrize("spec", ROSTER, ids=lambda spec: spec.name)
def test_an_archive_holds_the_packages_of_its_row(spec: AgentSpec):
    files = code_archive(spec).assets
    folders = {file.split("/")[0] for file in files}

    assert f"{spec.name}/handler.py" in files
    assert folders == {"agent_runtime", spec.name, *spec.packages}
    assert not [file for file in files if "__pycache__" in file or file.endswith(".pyc")]


def test_instructions_and_migrations_travel_with_the_code():
    assert "reporter/instructions.md" in code_archive(SPECS["reporter"]).assets
    assert any(file.endswith(".sql") for file in code_archive(SPECS["migrator"]).assets)


def test_paths_are_relative_to_the_project():
    assets = code_archive(SPECS["tagger"]).assets.values()

    assert all((ROOT / asset.path).is_file() and not Path(asset.path).is_absolute() for asset in assets)


def test_a_row_without_a_folder_is_named():
    spec = AgentSpec("barista", "Barista", "☕", "Makes coffee.", "agent", 128, 3, 1, ())

    with pytest.raises(PackageError, match=r"^agents/barista/handler.py is missing"):
        code_archive(spec)


def test_a_deployment_without_built_layers_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _layer_requirements(tmp_path, monkeypatch)

    with pytest.raises(PackageError, match=r"is missing or older than requirements/lambda.txt: run `alex package`"):
        package._built("dependencies", "x86_64")


def test_a_layer_older_than_its_requirements_is_not_deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    requirements = _layer_requirements(tmp_path, monkeypatch)
    package.layer_folder("dependencies", "x86_64")
    stamp = package.stamp_file("dependencies", "x86_64")
    stamp.parent.mkdir(parents=True)
    stamp.write_text(package.fingerprint("dependencies"))
    assert package._built("dependencies", "x86_64") == "build/layers/dependencies-x86_64"

    requirements.write_text("pydantic==3")

    assert not package.is_built("dependencies", "x86_64")


def _layer_requirements(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(package, "ROOT", root)
    monkeypatch.setattr(runtime, "is_dry_run", lambda: False)
    file = root / package.LAYERS["dependencies"]
    file.parent.mkdir()
    file.write_text("pydantic==2")
    return file
