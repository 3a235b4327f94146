"""The embedded AWS runs the same bytes that would go to Lambda."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from components.foundation.functions import FUNCTIONS
from components.packaging.bytecode import find_runtime_python
from components.packaging.functions import build_functions
from components.packaging.layout import ROOT

pytestmark = pytest.mark.local


def test_every_function_runs_from_the_zip_that_the_packager_makes(alex: Any, tmp_path: Path) -> None:
    (tmp_path / "agents").symlink_to(ROOT / "agents")
    made = {artefact.name: artefact.sha256 for artefact in build_functions(FUNCTIONS, find_runtime_python(), tmp_path)}
    client = alex.stack.client("lambda")
    deployed = {
        name: base64.b64decode(client.get_function(FunctionName=function)["Configuration"]["CodeSha256"]).hex()
        for name, function in alex.stack.outputs["functions"].items()
    }

    assert deployed == made
