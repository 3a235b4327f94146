"""All commands of `alex`, from Typer's own tree, and their runs in this process: a new command is covered at once."""

from __future__ import annotations

import importlib
import pathlib
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import typer

import cli
from cli import main

Path = tuple[str, ...]
_TESTS = pathlib.Path(__file__).parents[1]
FILES = _TESTS / "imports" / "files"
PRICES, RATES = _TESTS / "cli" / "files" / "prices.csv", _TESTS / "cli" / "files" / "eurofxref-daily.xml"
#: Value of a required argument, by the argument's name, where any text would be refused before the command starts.
_VALUES = {
    ("import", "files"): str(FILES / "fidelity-positions-2026.csv"),
    ("prices import", "file"): str(PRICES),
    ("rates import", "file"): str(RATES),
    ("logs", "agent"): "planner",
    ("secrets set", "name"): "langfuse",
    ("secrets rotate", "name"): "origin",
    ("users show", "user"): "operator",
    ("users erase", "user"): "operator",
}


def commands(command: Any = None, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each group and command with the words that name it, `alex` itself first."""
    command = command or typer.main.get_command(main.app)
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))


#: Commands, without groups.
LEAVES = [(path, command) for path, command in commands() if not hasattr(command, "commands")]


def has_option(command: Any, option: str) -> bool:
    return any(option in parameter.opts for parameter in command.params)


def called(path: Path, command: Any, *options: str) -> list[str]:
    """The command's words, a value for each required argument, and the options."""
    required = [each for each in command.params if each.param_type_name == "argument" and each.required]
    return [*path, *(_VALUES.get((" ".join(path), each.name), "anything") for each in required), *options]


def import_all() -> None:
    """Imports the implementation of every command, so that a test can replace parts of it."""
    for module in pkgutil.walk_packages(cli.__path__, "cli."):
        importlib.import_module(module.name)


def replace_everywhere(monkeypatch: pytest.MonkeyPatch, name: str, value: Any, *, inside: str = "cli") -> None:
    """Replaces a name in every module that has imported it."""
    for module in [module for key, module in sys.modules.items() if f"{key}.".startswith(f"{inside}.")]:
        if name in vars(module):
            monkeypatch.setattr(module, name, value)


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    def tells(self) -> str:
        """The problem, after checking that nothing but problems and hints was printed on standard error."""
        assert "Traceback" not in self.out + self.err, self.err
        lines = self.err.splitlines()
        assert all(line.startswith(("alex: ", "hint: ")) for line in lines), self.err
        # The last resort, for an error that no command foresees.
        assert "alex: unexpected " not in self.err, self.err
        return "\n".join(line for line in lines if line.startswith("alex: "))


def alex(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> Ended:
    """Runs the command as the entry point does."""
    monkeypatch.setattr(sys, "argv", ["alex", *words])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main.main()
    printed = capsys.readouterr()
    return Ended(int(ended.value.code or 0), printed.out, printed.err)
