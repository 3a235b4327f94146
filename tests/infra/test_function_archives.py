"""Deployed code: each function's own zip, and layers that match their requirements."""

from __future__ import annotations

from pathlib import Path

import pytest
from pulumi import runtime

from components.compute import code as package
from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS
from components.packaging.errors import PackageError
from components.packaging.functions import fingerprint, function_sources
from components.packaging.layers import fingerprint as layer_fingerprint
from components.packaging.layout import LAYERS, function_zip, layer_zip
from components.packaging.record import Artefact, write_artefact
from tests.infra.conftest import Stack


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_function_is_deployed_from_its_own_zip(prod: Stack, spec: FunctionSpec):
    function = prod.one("Function", f"{spec.name}-function")

    assert function["code"]["path"] == function_zip(spec.name).as_posix() == f"build/functions/{spec.name}.zip"
    assert function["sourceCodeHash"] == fingerprint(function_sources(spec))


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_deployed_from_what_alex_package_builds(prod: Stack, layer: str):
    version = prod.one("LayerVersion", f"{layer}-layer")

    assert version["code"]["path"] == layer_zip(layer, "x86_64").as_posix()
    assert version["sourceCodeHash"] == layer_fingerprint(layer, "x86_64")


def test_a_deployment_without_built_layers_says_what_to_run(deploying: Path):
    with pytest.raises(PackageError, match=r"is missing or older than requirements/lambda.txt: run `alex package`"):
        package._built("dependencies", "x86_64")


def test_a_layer_older_than_its_requirements_is_not_deployed(deploying: Path):
    _write_layer(deploying, "3.13.1")
    assert package._built("dependencies", "x86_64") == "build/layers/dependencies-x86_64.zip"

    (deploying / LAYERS["dependencies"]).write_text("pydantic==3")

    with pytest.raises(PackageError, match="run `alex package`"):
        package._built("dependencies", "x86_64")


def test_a_layer_without_bytecode_is_deployed_with_a_warning(deploying: Path, monkeypatch: pytest.MonkeyPatch):
    warnings: list[str] = []
    monkeypatch.setattr(package.pulumi.log, "warn", warnings.append)
    _write_layer(deploying, None)
    package._built("dependencies", "x86_64")

    assert warnings == [
        "build/layers/dependencies-x86_64.zip has no bytecode, which doubles cold start time: "
        "run `alex package` with python3.13"
    ]


@pytest.fixture
def deploying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a project that is deployed, not previewed."""
    monkeypatch.setattr(package, "ROOT", tmp_path)
    monkeypatch.setattr(runtime, "is_dry_run", lambda: False)
    requirements = tmp_path / LAYERS["dependencies"]
    requirements.parent.mkdir()
    requirements.write_text("pydantic==2")
    requirements.with_suffix(".in").write_text("pydantic")
    return tmp_path


def _write_layer(root: Path, bytecode: str | None) -> Artefact:
    return write_artefact(
        root,
        layer_zip("dependencies", "x86_64"),
        {"python/pydantic.py": b""},
        name="dependencies-x86_64",
        bytecode=bytecode,
        built_from=layer_fingerprint("dependencies", "x86_64", root),
        packages={},
    )
