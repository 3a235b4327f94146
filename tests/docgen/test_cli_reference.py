"""`docs/cli.md` is current, complete, and the same on every terminal."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import typer.main

from cli.main import app
from docgen.cli_reference import PATH, text

CURRENT = "from docgen.cli_reference import text; import sys; sys.stdout.buffer.write(text().encode())"


def test_the_committed_page_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "run `make docs`"


@pytest.mark.parametrize(
    "environment",
    [{"COLUMNS": "40", "TERMINAL_WIDTH": "40"}, {"FORCE_COLOR": "1", "TERM": "xterm-256color"}, {"LC_ALL": "C"}],
    ids=["a narrow terminal", "a terminal with colours", "another locale"],
)
def test_the_page_does_not_depend_on_the_terminal(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CURRENT], env={**os.environ, **environment}, capture_output=True, check=True
    )
    assert done.stdout.decode() == text()


def test_the_page_holds_every_command_with_its_options() -> None:
    page = text()
    commands = typer.main.get_command(app).commands  # pyright: ignore
    for name, command in commands.items():
        section = page.split(f"\n## alex {name}\n")[1].split("\n## ")[0]
        options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        assert [option for option in options if option not in section] == []
    assert "## alex secrets rotate\n" in page


def test_the_page_names_no_folder_of_this_machine() -> None:
    assert str(PATH.parent.parent) not in text()
