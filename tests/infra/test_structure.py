"""The structure of the code base: wings on floors, one-way imports, small folders, a short main program."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: A wing imports from lower floors and from itself only.
FLOORS = {
    **dict.fromkeys(("compute", "edge", "langfuse"), 3),
    **dict.fromkeys(("monitoring", "data", "governance", "packaging"), 2),
    "foundation": 1,
}
#: Packaging is a library of the compute wing and has no component.
COMPOSED = sorted(FLOORS.keys() - {"packaging"})
#: Only where the settings ask for it.
OPTIONAL = {"langfuse"}
TOOLS = {"local", "cli", "docgen", "policies", "bench"}
MOST_FILES = 15
MOST_LINES = 80


def imported(file: Path) -> Iterator[str]:
    """Absolute names of the imported modules, at any depth of the file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide the wing"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def climbs(wing: str, module: str) -> bool:
    """Whether a wing must not import this module."""
    parts = module.split(".")
    if parts[0] != "components":
        return False
    return parts[1] != wing and FLOORS[parts[1]] >= FLOORS[wing]


def crowded(folder: Path, most: int = MOST_FILES) -> dict[str, int]:
    """Folders at any depth that hold more Python files than this."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    counts = {path.as_posix(): len(list(path.glob("*.py"))) for path in folders}
    return {path: count for path, count in counts.items() if count > most}


def test_every_folder_of_components_is_a_wing_with_a_floor():
    folders = {path.name for path in (ROOT / "components").iterdir() if (path / "__init__.py").exists()}

    assert folders == set(FLOORS)
    assert [file.name for file in (ROOT / "components").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("wing", FLOORS)
def test_a_wing_imports_from_lower_floors_only(wing: str):
    wrong = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in sorted((ROOT / "components" / wing).rglob("*.py"))
        for module in imported(file)
        if climbs(wing, module)
    ]

    assert not wrong


@pytest.mark.parametrize(
    ("wing", "module", "expected"),
    [
        ("data", "components.compute.queue.create_queue", True),
        ("edge", "components.compute.queue.create_queue", True),
        ("monitoring", "components.data.database.Database", True),
        ("foundation", "components.monitoring.alarm.Alarm", True),
        ("edge", "components.monitoring.alarm.Alarm", False),
        ("monitoring", "components.foundation.names.Names", False),
        ("data", "pulumi_aws.rds", False),
    ],
)
def test_an_import_that_climbs_is_found(wing: str, module: str, expected: bool):
    assert climbs(wing, module) is expected


def test_the_program_reads_no_insides_of_a_wing():
    """Composing components, the function list, shared names and settings are the program's whole vocabulary."""
    modules = {module.rpartition(".")[0] for module in imported(ROOT / "__main__.py") if "components." in module}
    shared = ("function_variants", "loading", "names", "settings.settings", "shared_names", "tags")
    foundation = {f"components.foundation.{name}" for name in shared}

    assert modules == {f"components.{wing}.{wing}" for wing in COMPOSED} | foundation


def test_the_stack_is_a_tree_of_wings(prod):
    components = {component.urn: component for component in prod.components}
    wings = {component.name for component in components.values() if component.parent not in components}

    assert wings == set(COMPOSED) - OPTIONAL
    assert not [resource.name for resource in prod.resources if resource.parent not in components]


@pytest.mark.parametrize("folder", ["components", "agents"])
def test_what_is_deployed_imports_no_tools(folder: str):
    wrong = [
        f"{file.relative_to(ROOT)} imports {module}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for module in imported(file)
        if module.split(".")[0] in TOOLS
    ]

    assert not wrong


@pytest.mark.parametrize("folder", ["components", "local", "cli", "agents/agent_runtime"])
def test_no_folder_is_crowded(folder: str):
    assert not crowded(ROOT / folder)


def test_a_crowded_folder_is_found_at_any_depth(tmp_path: Path):
    (tmp_path / "wing" / "room").mkdir(parents=True)
    for number in range(3):
        (tmp_path / "wing" / "room" / f"file_{number}.py").touch()

    assert crowded(tmp_path, most=2) == {(tmp_path / "wing" / "room").as_posix(): 3}
    assert not crowded(tmp_path, most=3)


def test_the_program_fits_on_a_page():
    assert len((ROOT / "__main__.py").read_text(encoding="utf-8").splitlines()) <= MOST_LINES
