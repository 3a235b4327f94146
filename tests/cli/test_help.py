"""Help texts, shell completion, and the start of the command."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.secrets.rotate import ROTATORS
from cli.secrets.set_value import NAMES
from cli.shared import project
from components.foundation.functions import FUNCTIONS
from components.foundation.shared_names import LANGFUSE_SETUP
from tests.cli.command_tree import commands

ROOT = Path(__file__).resolve().parents[2]
#: Libraries that take longer to import than a help text may.
HEAVY = {
    *("agents", "boto3", "botocore", "components", "httpx", "jinja2", "local", "policies", "pulumi", "pulumi_aws"),
    *("pydantic", "rich", "yaml"),
}
VERBS = {
    *("Analyze", "Ask", "Build", "Check", "Compare", "Deploy", "List", "Preview", "Print", "Rotate", "Run", "Set"),
    *("Delete", "Show", "Store", "Sum"),
}


ALL = [pytest.param(path, command, id=" ".join(path) or "alex") for path, command in commands()]


def help_of(path: tuple[str, ...], option: str = "--help", width: int = 80) -> str:
    done = CliRunner(env={"COLUMNS": str(width)}).invoke(app, [*path, option])
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize(("path", "command"), ALL)
def test_no_line_of_a_paragraph_ends_early(path: tuple[str, ...], command: Any, width: int) -> None:
    prose = help_of(path, width=width).partition("╭")[0].splitlines()
    for line, following in pairwise(prose):
        is_prose = line.strip() and following.strip() and not line.startswith("  ")
        if is_prose:
            # A blank on both sides of the text.
            assert len(line.rstrip()) + 1 + len(following.split()[0]) > width - 1, f"{line!r}, {following!r}"


@pytest.mark.parametrize(("path", "command"), ALL)
def test_a_summary_starts_with_a_verb(path: tuple[str, ...], command: Any) -> None:
    assert command.help.split()[0].strip(",") in VERBS


@pytest.mark.parametrize(("path", "command"), ALL)
def test_h_is_help_and_s_is_the_stack_with_one_description(path: tuple[str, ...], command: Any) -> None:
    assert help_of(path, "-h") == help_of(path)
    for option in [option for option in command.params if "--stack" in option.opts]:
        assert option.opts == ["--stack", "-s"]
        assert option.help in {
            "stack to use, e.g. prod; `local` is the running `alex up`",
            "stack whose settings to use, e.g. prod",
        }


@pytest.mark.parametrize("path", [("trace",), ("logs",), ("redrive",), ("preview",), ("costs",)], ids=" ".join)
def test_examples_are_commands_on_lines_that_can_be_copied(path: tuple[str, ...]) -> None:
    lines = help_of(path, width=60).partition("Examples:")[2].partition("╭")[0].split("\n")
    examples = [line.strip() for line in lines if line.strip()]
    assert len(examples) >= 2
    assert all(example.startswith(f"alex {path[0]} ") for example in examples)


@pytest.mark.parametrize(("path", "command"), ALL)
def test_every_command_tells_the_version_of_the_package(path: tuple[str, ...], command: Any) -> None:
    done = CliRunner().invoke(app, [*path, "--version"])
    assert done.exit_code == 0
    assert f'version = "{done.stdout.split()[1]}"' in (ROOT / "pyproject.toml").read_text()
    assert "--version" in help_of(path)


def test_the_help_waits_for_no_heavy_library() -> None:
    code = "import sys, cli.main; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == set()


def completed(*words: str) -> list[str]:
    """Suggestions of bash for the last word."""
    line = {"_ALEX_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [sys.executable, "-c", "from cli.main import app; app(prog_name='alex')"],
        cwd=ROOT,
        env=os.environ | line,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("alex", "trace", "--stack", "p"), ["prod"]),
        (("alex", "logs", "re"), ["reporter", "retirement"]),
        (("alex", "secrets", "rotate", "o"), ["origin"]),
    ],
    ids=["stacks", "functions", "secrets"],
)
def test_the_shell_completes_names(words: tuple[str, ...], expected: list[str]) -> None:
    assert completed(*words) == expected


def test_completed_names_are_those_of_the_program() -> None:
    assert project.complete_stack("") == ["local", "prod"]
    assert project.complete_function("") == sorted([LANGFUSE_SETUP, *(spec.name for spec in FUNCTIONS)])
    assert project.complete_settable_secret("") == sorted(NAMES)
    assert project.complete_rotated_secret("") == sorted(ROTATORS)
