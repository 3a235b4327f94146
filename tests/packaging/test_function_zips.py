"""Zips of functions: their content, and the same bytes for the same sources."""

from __future__ import annotations

import ast
import importlib.util
import marshal
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS
from components.packaging.bytecode import RuntimePython, find_runtime_python
from components.packaging.errors import PackageError
from components.packaging.functions import build_functions, current_functions, fingerprint, function_sources
from components.packaging.layout import ROOT, SHARED_PACKAGES
from components.packaging.record import Artefact
from tests.packaging.wheelhouse import make_project

#: Any Python will do for what these tests state.
HERE = RuntimePython(sys.executable, sys.version.split()[0])
SPECS = [FunctionSpec(name, name.title(), "☕", "Serves.", "agent", 128, 3, 1, ()) for name in ("barista", "waiter")]


def hashes(root: Path) -> dict[str, str]:
    return {artefact.name: artefact.sha256 for artefact in build_functions(SPECS, HERE, root)}


def changed(root: Path, file: str, text: str) -> set[str]:
    """Functions whose zip differs after the file was changed."""
    before = hashes(root)
    (root / "agents" / file).write_text(text)
    return {name for name, value in hashes(root).items() if value != before[name]}


def test_a_changed_prompt_changes_one_function(tmp_path: Path):
    root = make_project(tmp_path)

    assert changed(root, "barista/instructions.md", "Recommend tea.\n") == {"barista"}


def test_a_change_of_shared_code_changes_all_functions(tmp_path: Path):
    root = make_project(tmp_path)

    assert changed(root, "agent_runtime/words.py", "def hello():\n    return 'good morning'\n") == {"barista", "waiter"}


def test_the_same_sources_give_the_same_bytes_wherever_and_whenever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first = make_project(tmp_path / "first")
    before = hashes(first)
    second = tmp_path / "elsewhere" / "second"
    for file in sorted(first.glob("agents/**/*.*"), reverse=True):
        target = second / file.relative_to(first)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
        target.chmod(0o755)
        os.utime(target, (0, 0))
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    time.tzset()
    previous = os.umask(0o077)
    try:
        assert hashes(second) == before
    finally:
        os.umask(previous)
        monkeypatch.undo()
        time.tzset()


def test_bytecode_is_not_checked_against_times_and_shows_where_lambda_has_the_code(tmp_path: Path):
    root = make_project(tmp_path)
    build_functions(SPECS, HERE, root)
    with zipfile.ZipFile(root / "build/functions/barista.zip") as archive:
        (name,) = [member for member in archive.namelist() if member.startswith("agent_runtime/__pycache__/words.")]
        content = archive.read(name)

    flags = int.from_bytes(content[4:8], "little")
    assert content[:4] == importlib.util.MAGIC_NUMBER
    assert flags == 0b01, "hash-based, and not checked"
    assert marshal.loads(content[16:]).co_filename == "/var/task/agent_runtime/words.py"


def test_without_a_compiler_a_zip_says_that_it_has_no_bytecode_until_there_is_one(tmp_path: Path):
    root = make_project(tmp_path)
    (bare, _) = build_functions(SPECS, None, root, rebuild=False)
    (same, _) = build_functions(SPECS, None, root, rebuild=False)
    (compiled, _) = build_functions(SPECS, HERE, root, rebuild=False)

    assert (bare.bytecode, compiled.bytecode) == (None, HERE.version)
    assert same == bare
    assert bare.sha256 != compiled.sha256
    assert bare.built_from == compiled.built_from, "the sources are the same, and a preview shows no difference"


def test_an_up_to_date_zip_is_not_built_again(tmp_path: Path):
    class Refuses:
        version = HERE.version

        def compile(self, sources: Mapping[str, bytes], shown: str) -> dict[str, bytes]:
            raise AssertionError("nothing has changed")

    root = make_project(tmp_path)
    built = build_functions(SPECS, HERE, root)

    assert build_functions(SPECS, Refuses(), root, rebuild=False) == built


def test_up_to_date_zips_are_known_without_a_compiler(tmp_path: Path):
    root = make_project(tmp_path)
    assert current_functions(SPECS, root) is None, "nothing is built"

    build_functions(SPECS, None, root)
    assert current_functions(SPECS, root) is None, "without bytecode a zip waits for a compiler"

    built = build_functions(SPECS, HERE, root)
    assert current_functions(SPECS, root) == built

    (root / "agents/barista/handler.py").write_text("def handle(event, context): ...\n")
    assert current_functions(SPECS, root) is None, "its sources have changed"


def test_code_that_cannot_be_compiled_is_an_error_that_names_it(tmp_path: Path):
    root = make_project(tmp_path)
    (root / "agents/barista/handler.py").write_text("def handle(:\n")

    with pytest.raises(PackageError, match=r"barista/handler\.py"):
        build_functions(SPECS, HERE, root)


def test_a_row_without_a_folder_is_named(tmp_path: Path):
    spec = FunctionSpec("chef", "Chef", "🍳", "Cooks.", "agent", 128, 3, 1, ())

    with pytest.raises(PackageError, match=r"^agents/chef/handler.py is missing"):
        function_sources(spec, make_project(tmp_path))


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_functions_zip_holds_the_packages_of_its_row(spec: FunctionSpec):
    sources = function_sources(spec)

    assert f"{spec.name}/handler.py" in sources
    assert {file.split("/")[0] for file in sources} == {*SHARED_PACKAGES, spec.name, *spec.packages}
    assert not [file for file in sources if "__pycache__" in file or file.endswith(".pyc")]


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_a_functions_zip_holds_every_package_of_ours_that_its_code_imports(spec: FunctionSpec):
    """At any depth: an import inside a function fails in the middle of a job."""
    ours = {folder.name for folder in (ROOT / "agents").iterdir() if (folder / "__init__.py").exists()}
    sources = function_sources(spec)
    imported = {
        name.partition(".")[0]
        for path, content in sources.items()
        if path.endswith(".py")
        for name in imported_at_runtime(ast.parse(content))
    }

    assert imported & ours <= {file.split("/")[0] for file in sources}


def imported_at_runtime(tree: ast.AST) -> Iterator[str]:
    """Modules that are imported anywhere but for type checkers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            yield from imported_at_runtime(node)


def test_instructions_and_migrations_travel_with_the_code():
    specs = {spec.name: spec for spec in FUNCTIONS}

    assert "reporter/instructions.md" in function_sources(specs["reporter"])
    assert any(file.endswith(".sql") for file in function_sources(specs["migrator"]))


def test_the_fingerprint_does_not_depend_on_where_the_project_lies(tmp_path: Path):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "agents", copy / "agents", ignore=shutil.ignore_patterns("__pycache__"))
    spec = FUNCTIONS[0]

    assert fingerprint(function_sources(spec, copy)) == fingerprint(function_sources(spec))


def test_the_runtimes_python_is_of_its_minor_version_where_it_is_found():
    found = find_runtime_python()

    assert found is None or found.version.startswith("3.13.")


def test_a_record_is_trusted_only_beside_its_own_zip(tmp_path: Path):
    root = make_project(tmp_path)
    built: list[Artefact] = build_functions(SPECS, HERE, root)
    (root / built[0].file).write_bytes(b"something else")

    assert build_functions(SPECS, HERE, root, rebuild=False) == built
    assert zipfile.is_zipfile(root / built[0].file)
