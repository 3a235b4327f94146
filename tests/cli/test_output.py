"""Piped output: whole tables, JSON that any encoding takes, and a reader that goes away."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.panel import Panel

from cli.jobs.database import JobRow
from cli.jobs.listing import Listed, _table
from cli.shared.process.ending import CLOSED_PIPE
from cli.shared.process.output import CommandConsole, Page, console, console_on_stderr, print_json
from cli.shared.tables import Column, Sheet
from cli.shared.text import plain
from tests.cli.command_tree import alex, commands

ROOT = Path(__file__).resolve().parents[2]
ALL = [pytest.param(path, command, id=" ".join(path) or "alex") for path, command in commands()]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def written(*what: Any, file: io.StringIO | None = None) -> str:
    file = file or io.StringIO()
    output = CommandConsole(file=file)
    for each in what:
        output.print(each)
    return file.getvalue()


def job() -> JobRow:
    now = "2026-11-28T12:00:00+00:00"
    errors = {"tagger": {"kind": "internal", "message": "an error of many words " * 20}}
    facts = {"job_id": "0f052eaf-1111-2222-3333-444444444444", "user_id": "u" * 128, "status": "failed", "attempts": 3}
    times = dict.fromkeys(("created_at", "updated_at", "lease_until", "now"), now)
    return JobRow.model_validate(facts | times | {"errors": errors, "cost_usd": 0.123456})


def test_a_table_in_a_pipe_has_every_column_in_full_width() -> None:
    (row,) = [line for line in written(_table([Listed(job(), None, None)])).splitlines() if "0f052eaf" in line]
    assert row.split()[1] == "u" * 128
    assert "0.123456" in row
    assert row.count("an error of many words") == 20


def test_a_text_cannot_turn_the_direction_of_its_line() -> None:
    assert plain("Savings \u202egnp.exe\u202c \u2067x\u2069 \u05e9").plain == "Savings  gnp.exe   x  \u05e9"


def test_columns_limits_a_table_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = written(_table([Listed(job(), None, None)]))
    assert max(map(len, text.splitlines())) <= 80
    assert "too narrow for: " in text


def test_a_terminal_keeps_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet(Column("text", least=10))
    sheet.add_row("word " * 100)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    assert max(map(len, written(sheet, file=Terminal()).splitlines())) <= 80


def test_what_fills_a_width_is_as_wide_as_a_page() -> None:
    assert {len(line) for line in written(Page(Panel("text"))).splitlines()} == {100}


def test_the_whole_command_writes_whole_rows_into_a_file(tmp_path: Path) -> None:
    file = tmp_path / "rules"
    with file.open("w") as output:
        subprocess.run([sys.executable, "-m", "cli.main", "policy", "list"], cwd=ROOT, stdout=output, check=True)
    lines = [line for line in file.read_text().splitlines() if "too narrow" in line or "critical" in line]
    assert lines
    assert not [line for line in lines if "too narrow" in line]


def test_progress_leaves_standard_output_to_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    with console_on_stderr():
        console.print("progress")
        print_json({"a": "🎯"})
    console.print("table")
    printed = capsys.readouterr()
    assert json.loads(printed.out.removesuffix("table\n")) == {"a": "🎯"}
    assert printed.err == "progress\n"


@pytest.mark.parametrize("text", ["🎯 é", "\ud800"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_json_is_whole_in_every_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str, text: str) -> None:
    output = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output, encoding=encoding))
    print_json([text])
    sys.stdout.flush()
    assert json.loads(output.getvalue().decode(encoding)) == [text]


@pytest.mark.parametrize(("path", "command"), ALL)
def test_help_into_a_closed_pipe(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], path: tuple[str, ...], command: Any
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        ended = alex(monkeypatch, capfd, *path, "--help")
    assert (ended.code, ended.err) == (CLOSED_PIPE, "")


def piped(command: str) -> tuple[int, str]:
    """Exit code of `alex`, and its standard error."""
    script = f'{sys.executable} -m cli.main {command}; exit "${{PIPESTATUS[0]}}"'
    environment = os.environ | {"PYTHONUNBUFFERED": ""}
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["policy list --json", "secrets"])
@pytest.mark.parametrize("reader", ["| head -c 0", "2>&1 | true"])
def test_a_reader_that_goes_away_ends_the_command_quietly(command: str, reader: str) -> None:
    code, errors = piped(f"{command} {reader}")
    assert errors == ""
    assert code in {0, 2, CLOSED_PIPE}  # the reader may end after a short text has been written


def test_a_long_table_into_a_closed_pipe_ends_with_the_code_of_sigpipe() -> None:
    assert piped("policy list | (exec <&-; cat /dev/null)") == (CLOSED_PIPE, "")


def test_a_full_disk_is_one_line() -> None:
    code, errors = piped("policy list > /dev/full")
    assert (code, errors) == (1, "alex: the output cannot be written: No space left on device\n")


def test_a_process_without_standard_output() -> None:
    assert piped("policy list >&-") == (0, "")


def test_a_process_without_standard_error_leaves_standard_output_to_the_result() -> None:
    script = f"{sys.executable} -m cli.main policy show no-such-rule --json 2>&-"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("command", ["policy list", "--help"])
def test_a_width_of_nothing_is_no_width(command: str) -> None:
    script = f"COLUMNS=0 {sys.executable} -m cli.main {command}"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert len(done.stdout.splitlines()) > 20


def test_characters_that_the_encoding_lacks_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    code, errors = piped("trace --help > /dev/null")
    assert (code, errors) == (0, "")
    code, errors = piped("doctor --stack nowhére > /dev/null")
    assert code == 2
    assert errors.startswith("alex: unknown stack")
