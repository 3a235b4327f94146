"""The packages for Lambda, built from the package index and checked: `make soak`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from components.foundation.functions import FUNCTIONS
from components.packaging.builders import UvBuilder
from components.packaging.layers import build_layer
from components.packaging.layout import LAYERS, ROOT, UNZIPPED_LIMIT, UPLOAD_LIMIT

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def printed() -> dict[str, Any]:
    """Output of `alex package --json`."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "package", "--arch", "x86_64", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (answer,) = json.loads(done.stdout)
    return answer


def test_nothing_is_found_in_the_packages_of_all_functions(printed: dict[str, Any]):
    assert printed["checks"]["findings"] == []
    assert set(printed["functions"]) == {spec.name for spec in FUNCTIONS}


def test_every_function_was_imported_or_it_is_said_why_not(printed: dict[str, Any]):
    tried = [check["function"] for check in printed["checks"]["imports"]]

    assert printed["checks"]["not_tried"] or tried == [spec.name for spec in FUNCTIONS]
    if all(artefact["bytecode"] for artefact in printed["artefacts"]):
        assert not [check["uncompiled"] for check in printed["checks"]["imports"] if check["uncompiled"]]


def test_they_are_within_half_of_lambdas_limits(printed: dict[str, Any]):
    sizes = {artefact["name"]: artefact for artefact in printed["artefacts"]}
    for function, layers in printed["functions"].items():
        assert sum(sizes[name]["unzipped_bytes"] for name in (function, *layers)) < UNZIPPED_LIMIT / 1.9
    assert all(artefact["zipped_bytes"] < UPLOAD_LIMIT / 1.9 for artefact in printed["artefacts"])


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_built_again_elsewhere_is_the_same(printed: dict[str, Any], layer: str, tmp_path: Path):
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    builder = UvBuilder()
    again = build_layer(layer, "x86_64", builder, builder.compiler(), tmp_path)

    assert again.sha256 == next(
        artefact["sha256"] for artefact in printed["artefacts"] if artefact["name"] == again.name
    )


def test_the_other_architecture_has_all_its_wheels(tmp_path: Path):
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")

    for layer in LAYERS:
        assert build_layer(layer, "arm64", UvBuilder(), None, tmp_path).files > 100
