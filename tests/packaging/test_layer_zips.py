"""Zips of layers, from wheels that the test serves: content, refusals, and reproducible bytes."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from agent_runtime.start.kept_out import KEPT_OUT
from components.packaging.builders import UvBuilder, explained
from components.packaging.bytecode import RuntimePython
from components.packaging.errors import PackageError
from components.packaging.layers import build_layer, built_layer
from components.packaging.prune import UNUSED, travels
from components.packaging.record import Artefact
from tests.packaging.wheelhouse import TAG, make_project, make_wheel, shared_object

HERE = RuntimePython(sys.executable, sys.version.split()[0])
BREW = {"brew/__init__.py": "STRENGTH = 3\n"}


def build(root: Path, compiler: RuntimePython | None = HERE) -> Artefact:
    return build_layer("dependencies", "x86_64", UvBuilder(), compiler, root)


def names(root: Path, artefact: Artefact) -> list[str]:
    with zipfile.ZipFile(root / artefact.file) as archive:
        return archive.namelist()


def test_a_layer_holds_its_wheels_where_lambda_looks_for_them(tmp_path: Path, wheels: Path):
    files = {**BREW, "brew/_fast.abi3.so": shared_object()}
    root = make_project(tmp_path / "p", [make_wheel(wheels, "brew", files, tag=TAG)])
    artefact = build(root)
    tag = f"cpython-{sys.version_info[0]}{sys.version_info[1]}"

    assert names(root, artefact) == [
        "python/brew-1.0.dist-info/METADATA",
        "python/brew-1.0.dist-info/licenses/LICENSE",
        "python/brew/__init__.py",
        f"python/brew/__pycache__/__init__.{tag}.pyc",
        "python/brew/_fast.abi3.so",
    ]
    assert artefact.packages == {"brew 1.0": artefact.unzipped_bytes}
    with zipfile.ZipFile(root / artefact.file) as archive:
        modes = {member.filename.rpartition("/")[2]: member.external_attr >> 16 for member in archive.infolist()}
    assert (modes["__init__.py"], modes["_fast.abi3.so"]) == (0o100644, 0o100755)


def test_the_same_requirements_give_the_same_bytes(tmp_path: Path, wheels: Path):
    wheel = make_wheel(wheels, "brew", BREW)

    assert build(make_project(tmp_path / "a", [wheel])).sha256 == build(make_project(tmp_path / "b", [wheel])).sha256


def test_a_changed_requirement_makes_the_layer_out_of_date_and_another_one(tmp_path: Path, wheels: Path):
    root = make_project(tmp_path / "p", [make_wheel(wheels, "brew", BREW)])
    before = build(root)
    assert built_layer("dependencies", "x86_64", root) == before

    make_project(root, [make_wheel(wheels, "brew", {"brew/__init__.py": "STRENGTH = 4\n"}, version="1.1")])

    assert built_layer("dependencies", "x86_64", root) is None
    assert build(root).sha256 != before.sha256


def test_packages_of_the_runtime_or_of_unused_packages_stay_out(tmp_path: Path, wheels: Path):
    there = [
        make_wheel(wheels, "brew", BREW, requires=["beans", "mcp", "boto3"]),
        make_wheel(wheels, "beans", {"beans.py": "KIND = 'arabica'\n"}, requires=["grinder; python_version < '3'"]),
        make_wheel(wheels, "grinder", {"grinder.py": ""}),
        make_wheel(wheels, "mcp", {"mcp/__init__.py": ""}, requires=["heavy", "beans"]),
        make_wheel(wheels, "heavy", {"heavy.py": ""}),
        make_wheel(wheels, "boto3", {"boto3/__init__.py": ""}),
    ]
    root = make_project(tmp_path / "p", there, asked="brew>=1 # coffee\n")
    artefact = build(root, None)
    held = {name.split("/")[1] for name in names(root, artefact)}

    assert held == {"brew", "brew-1.0.dist-info", "beans.py", "beans-1.0.dist-info", "mcp-1.0.dist-info"}
    assert artefact.left_out_bytes > 0


def test_the_layer_leaves_out_the_modules_that_the_runtime_keeps_out():
    assert {name.replace("-", "_") for name in UNUSED} <= KEPT_OUT


@pytest.mark.parametrize(
    ("path", "goes"),
    [
        ("openai/types/chat.py", True),
        ("agents/prompts/handoff.md", True),
        ("numpy/_core/_multiarray_umath.cpython-313-x86_64-linux-gnu.so", True),
        ("opentelemetry_api-1.45.2.dist-info/entry_points.txt", True),
        ("numpy-2.4.6.dist-info/licenses/numpy/LICENSE.txt", True),
        ("openai-3.54.0.dist-info/RECORD", False),
        ("openai-3.54.0.dist-info/INSTALLER", False),
        ("openai/types/chat.pyi", False),
        ("openai/py.typed", False),
        ("wrapt-stubs/__init__.py", False),
        ("numpy/ma/tests/test_core.py", False),
        ("numpy/f2py/crackfortran.py", False),
        ("numpy/_core/include/numpy/arrayobject.h", False),
        ("google/protobuf/any.proto", False),
        ("bin/openai", False),
        ("../../bin/openai", False),
        ("brew/__pycache__/a.cpython-311.pyc", False),
    ],
)
def test_only_needed_files_go_into_a_layer(path: str, goes: bool):
    assert travels(path) is goes


def test_a_requirement_without_a_wheel_for_the_platform_is_named(tmp_path: Path, wheels: Path):
    wheel = make_wheel(wheels, "brew", BREW, tag="cp313-cp313-manylinux_2_28_aarch64")
    root = make_project(tmp_path / "p", [wheel])

    with pytest.raises(PackageError, match=r"brew==1\.0 has no wheel for x86_64-manylinux_2_28 and Python 3\.13$"):
        build(root)


def test_a_wheel_that_wants_a_newer_glibc_than_lambda_has_is_no_wheel_for_it(tmp_path: Path, wheels: Path):
    root = make_project(tmp_path / "p", [make_wheel(wheels, "brew", BREW, tag="cp313-cp313-manylinux_2_39_x86_64")])

    with pytest.raises(PackageError, match=r"brew==1\.0 has no wheel"):
        build(root)


def test_a_wheel_that_is_not_the_one_that_was_locked_is_refused(tmp_path: Path, wheels: Path):
    root = make_project(tmp_path / "p", [make_wheel(wheels, "brew", BREW)])
    make_wheel(wheels, "brew", {"brew/__init__.py": "STRENGTH = 99\n"})

    with pytest.raises(PackageError, match=r"brew==1\.0 differs from its locked hash"):
        build(root)


def test_an_index_that_cannot_be_reached_is_said_in_a_line(
    tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch
):
    root = make_project(tmp_path / "p", [make_wheel(tmp_path / "not-served", "brew", BREW)])
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")

    with pytest.raises(PackageError, match=r"^lambda\.txt for x86_64: the package index cannot be reached .*$"):
        build(root)


def test_a_failure_leaves_what_was_built_before(tmp_path: Path, wheels: Path):
    root = make_project(tmp_path / "p", [make_wheel(wheels, "brew", BREW)])
    before = build(root)
    (root / "requirements/lambda.txt").write_text("nowhere==1.0 --hash=sha256:" + "0" * 64 + "\n")

    with pytest.raises(PackageError, match="nowhere"):
        build(root)
    assert before.zipped_bytes == (root / before.file).stat().st_size


def test_other_messages_of_uv_are_passed_on():
    assert explained("error:  something\n  new", "x86_64") == "error: something new"
