"""Checks of a package before it goes to Lambda, with planted faults."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from components.foundation.function_spec import FunctionSpec
from components.packaging import checks
from components.packaging.builders import UvBuilder
from components.packaging.bytecode import RuntimePython
from components.packaging.checks import Package, check, check_sizes
from components.packaging.functions import build_functions
from components.packaging.imports import Imported, check_imports, runtime_sdk, unpacked
from components.packaging.layers import build_layer
from components.packaging.layout import UNZIPPED_LIMIT, UPLOAD_LIMIT
from tests.packaging.wheelhouse import AARCH64, TAG, make_project, make_wheel, shared_object

HERE = RuntimePython(sys.executable, sys.version.split()[0])
BARISTA = FunctionSpec("barista", "Barista", "☕", "Serves.", "agent", 128, 3, 1, ())
BREW = {"brew/__init__.py": "import boto3\nSTRENGTH = 3\n"}
HANDLER = "import brew\n\n\ndef handle(event, context):\n    return brew.STRENGTH\n"


def package(root: Path, wheel: Path, handler: str = HANDLER) -> Package:
    make_project(root, [wheel])
    (root / "agents/barista/handler.py").write_text(handler)
    (code,) = build_functions([BARISTA], HERE, root)
    return Package(BARISTA, code, (build_layer("dependencies", "x86_64", UvBuilder(), HERE, root),))


def imported(root: Path, built: Package) -> Imported:
    with unpacked(root, [built.code, *built.layers]) as folders, runtime_sdk() as sdk:
        layers = [folders[layer.name] for layer in built.layers]
        return check_imports(HERE, built.spec.name, folders[built.code.name], layers, sdk)


def test_a_whole_package_is_imported_from_its_zips_and_the_runtimes_boto3(tmp_path: Path, wheels: Path):
    root = tmp_path / "p"
    result = imported(root, package(root, make_wheel(wheels, "brew", BREW)))

    assert result.findings == ()
    assert result.uncompiled == ()
    assert result.distributions == {"brew": 1}


@pytest.mark.parametrize(
    "handler",
    [
        HANDLER.replace("brew", "beans"),
        "def handle(event, context):\n    import beans\n    return beans\n",
        # Installed on this machine, missing on Lambda.
        HANDLER.replace("brew", "pytest"),
    ],
    ids=["at the top", "where it is first needed", "that only this machine has"],
)
def test_a_missing_dependency_is_named(tmp_path: Path, wheels: Path, handler: str):
    root = tmp_path / "p"
    (finding,) = imported(root, package(root, make_wheel(wheels, "brew", BREW), handler)).findings

    assert finding.file.startswith("barista: import ")
    assert finding.found.startswith("ModuleNotFoundError: No module named ")
    assert finding.expected == "an import from the package only"


def test_an_import_for_the_type_checker_is_no_dependency(tmp_path: Path, wheels: Path):
    root = tmp_path / "p"
    handler = f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import beans\n{HANDLER}"

    assert imported(root, package(root, make_wheel(wheels, "brew", BREW), handler)).findings == ()


def test_a_handler_without_its_function_is_named(tmp_path: Path, wheels: Path):
    root = tmp_path / "p"
    (finding,) = imported(root, package(root, make_wheel(wheels, "brew", BREW), "handel = 3\n")).findings

    assert str(finding).startswith("barista: import barista.handler: found no function `handle`")


def test_modules_without_bytecode_are_counted(tmp_path: Path, wheels: Path):
    root = tmp_path / "p"
    built = package(root, make_wheel(wheels, "brew", BREW))
    bare = build_layer("dependencies", "x86_64", UvBuilder(), None, root)

    assert imported(root, replace(built, layers=(bare,))).uncompiled == ("brew",)


def test_a_wheel_of_another_processor_that_says_it_is_of_ours_is_found(tmp_path: Path, wheels: Path):
    root = tmp_path / "p"
    files = {**BREW, "brew/_fast.abi3.so": shared_object(AARCH64)}
    built = package(root, make_wheel(wheels, "brew", files, tag=TAG))
    verdict = check([built], "x86_64", None, lambda _: None, root)

    assert list(map(str, verdict.findings)) == [
        "python/brew/_fast.abi3.so: found EM_AARCH64, 64 bit, expected EM_X86_64, 64 bit"
    ]


def test_where_nothing_can_be_imported_it_says_why(tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch):
    root = tmp_path / "p"
    built = package(root, make_wheel(wheels, "brew", BREW))
    monkeypatch.setattr(checks.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(checks.sys, "platform", "linux")

    assert check([built], "x86_64", None, lambda _: None, root).not_tried == "there is no python3.13 on this machine"
    assert "for Linux on arm64" in str(check([built], "arm64", HERE, lambda _: None, root).not_tried)


def test_a_function_over_lambdas_limit_is_refused_with_the_largest_packages(tmp_path: Path, wheels: Path):
    built = package(tmp_path / "p", make_wheel(wheels, "brew", BREW))
    sizes = {f"package-{number:02}": number * 2**20 for number in range(30)}
    heavy = replace(built.layers[0], unzipped_bytes=UNZIPPED_LIMIT, packages=sizes)
    (finding,) = check_sizes([replace(built, layers=(heavy,))])

    assert finding.found.startswith("250.0 MB unzipped with its layers; largest packages: package-29 29.0 MB, ")
    assert "package-28 28.0 MB" in finding.found
    assert finding.found.count("package-") == 10
    assert finding.expected == "at most 250.0 MB"


def test_a_zip_too_large_to_be_sent_is_refused(tmp_path: Path, wheels: Path):
    built = package(tmp_path / "p", make_wheel(wheels, "brew", BREW))
    (finding,) = check_sizes([replace(built, layers=(replace(built.layers[0], zipped_bytes=UPLOAD_LIMIT + 1),))])

    assert finding.file == "build/layers/dependencies-x86_64.zip"
    assert finding.expected.startswith("at most 50.0 MB")
