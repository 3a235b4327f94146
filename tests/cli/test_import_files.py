"""`alex import`: what a person sees of files, what a program gets, and what happens without a confirmation."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import typer

from api.body import FILE_MEDIA_TYPE
from cli.portfolio import import_files as command
from cli.shared import api_client
from cli.shared.errors import UserError
from docgen.cli_contract import SHAPES
from imports.read import read_file
from imports.result import ImportedFile
from tests.cli.command_tree import FILES, Ended
from tests.cli.command_tree import alex as run_alex

ROOT = Path(__file__).parents[2]
FIDELITY, IBKR = FILES / "fidelity-positions-2026.csv", FILES / "ibkr-activity-statement.csv"
EMPTY = {"accounts": [], "total": 0, "currency": "USD", "unvalued": []}


class FakeApi:
    """Answers as `POST /imports` does, and records what was stored on which portfolio."""

    def __init__(self, *, changes: bool = True) -> None:
        self.changes = changes
        self.stored: list[tuple[str, str | None, dict[str, str]]] = []

    def __enter__(self) -> FakeApi:
        return self

    def __exit__(self, *_: object) -> None: ...

    def import_file(
        self, name: str, content: bytes, query: dict[str, str], tag: str | None = None
    ) -> tuple[dict[str, Any], str]:
        mapping = json.loads(query["mapping"]) if "mapping" in query else None
        imported = read_file(name, content, mapping)
        store = query.get("store") == "true"
        if store:
            self.stored.append((name, tag, query))
        more = {"file": name, "totals": [], "replaces": [None], "portfolio": EMPTY, "changes": self.changes}
        return {**imported.model_dump(mode="json"), **more, "stored": store}, f'"{len(self.stored)}"'


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> FakeApi:
    fake = FakeApi()
    monkeypatch.setattr(command, "user_api", lambda _stack: fake)
    return fake


@pytest.fixture
def alex(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: object) -> Ended:
        return run_alex(monkeypatch, capsys, *map(str, words))

    return run


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_stack: str) -> Any:
        raise UserError("no `alex up` is running here", "start one in another terminal: alex up")

    monkeypatch.setattr(command, "user_api", refuse)


def test_every_account_position_and_row_is_seen_with_the_files_totals(alex: Any, nothing_runs: None) -> None:
    out = alex("import", "--dry-run", FIDELITY, IBKR).out
    for seen in (
        *("X0000", "ROTH IRA", "BRK.B", "AAPL 2027-01-15 C 250", "98.5 %", "-2,000.00", "1,225.25", "36,594.25"),
        *("disclaimer", "footer", "3 counted as cash", "as of 2026-09-30"),
        *("U0000000", "-150.00", "15,625.00", "✔ as in the file", "not what the account holds"),
    ):
        assert seen in out, seen


def test_a_total_that_does_not_agree_is_said(alex: Any, nothing_runs: None, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text((FILES / "schwab-positions-all-accounts.csv").read_text().replace("31,374.84", "99,374.84"))
    out = alex("import", "--dry-run", wrong).out
    assert "✘ file: 99,374.84" in out


def test_the_samples_are_shown_and_a_system_is_missed_in_one_line(alex: Any, nothing_runs: None) -> None:
    ended = alex("import", *sorted((ROOT / "samples" / "brokers").iterdir()))
    assert ended.code == 1
    assert ended.tells() == "alex: no `alex up` is running here"
    assert {"Fidelity", "Interactive Brokers", "OFX 1.0.2 (QFX)"} <= set(ended.out.replace(" · ", "\n").splitlines())


def test_the_samples_can_be_imported_together(alex: Any, api: FakeApi) -> None:
    assert alex("import", *sorted((ROOT / "samples" / "brokers").iterdir()), "--yes").code == 0
    assert len(api.stored) == 3


@pytest.mark.parametrize("options", [("--dry-run",), ("--yes",)])
def test_a_program_gets_a_list_of_the_documented_shape(alex: Any, api: FakeApi, options: tuple[str, ...]) -> None:
    listed = json.loads(alex("import", FIDELITY, IBKR, "--json", *options).out)
    assert [each["file"] for each in listed] == [FIDELITY.name, IBKR.name]
    assert all(set(each) == set(SHAPES["import"].fields) for each in listed)
    assert {each["stored"] for each in listed} == {options == ("--yes",)}


def test_without_a_system_a_program_gets_the_same_shape(alex: Any, nothing_runs: None) -> None:
    (only,) = json.loads(alex("import", IBKR, "--json", "--dry-run").out)
    assert set(only) == set(SHAPES["import"].fields) >= set(ImportedFile.model_fields)
    assert only["totals"][0] | {"account": ""} == {
        **{"account": "", "id": "U0000000", "currency": "EUR", "stated": None},
        **{"read": "15625.000", "agrees": None},
    }


def test_nothing_is_stored_without_a_terminal_or_a_yes(
    alex: Any, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert alex("import", FIDELITY, "--dry-run").code == 0
    ended = alex("import", FIDELITY)
    assert (ended.code, "AAPL" in ended.out) == (1, True)
    assert "no terminal to confirm at" in ended.err
    monkeypatch.setattr(typer, "confirm", lambda _: False)
    assert "Nothing was stored." in alex("import", FIDELITY).out
    assert api.stored == []


def test_each_file_is_stored_on_the_portfolio_that_was_shown_or_that_the_one_before_made(
    alex: Any, api: FakeApi
) -> None:
    assert alex("import", FIDELITY, IBKR, "--yes").code == 0
    assert [(name, tag) for name, tag, _ in api.stored] == [(FIDELITY.name, '"0"'), (IBKR.name, '"1"')]


def test_files_that_change_nothing_are_not_stored_again(alex: Any, api: FakeApi) -> None:
    api.changes = False
    assert "Nothing changes" in alex("import", FIDELITY).out
    assert api.stored == []


def test_a_file_that_is_refused_stops_all(alex: Any, nothing_runs: None, tmp_path: Path) -> None:
    ended = alex("import", "--dry-run", FIDELITY, FILES / "robinhood-activity.csv")
    assert (ended.code, ended.out) == (1, "")
    assert "robinhood-activity.csv" in ended.tells()


def test_an_account_in_two_files_is_refused(alex: Any, api: FakeApi, tmp_path: Path) -> None:
    again = tmp_path / "again.csv"
    again.write_bytes(FIDELITY.read_bytes())
    ended = alex("import", "--yes", FIDELITY, again)
    assert f"again.csv: holds the account X0000, as {FIDELITY} does" in ended.tells()
    assert api.stored == []


def test_a_mapping_is_sent_with_each_file(alex: Any, api: FakeApi, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("Antal,Beteckning,Pris i kronor\n10,VOO,500\n")
    given = ["quantity=Antal", "symbol=Beteckning", "price=Pris i kronor", "currency==SEK"]
    options = [word for each in given for word in ("--mapping", each)]
    assert alex("import", file, "--yes", *options).code == 0
    ((_, _, query),) = api.stored
    assert json.loads(query["mapping"]) == {
        **{"quantity": "Antal", "symbol": "Beteckning"},
        **{"price": "Pris i kronor", "currency": "=SEK"},
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mapping", "quantity"), "--mapping quantity: must be FIELD=HEADING"),
        (("--mapping", "=x"), "--mapping =x: must be FIELD=HEADING"),
        (("--json",), "--json asks no question"),
        (("--dry-run", "--yes"), "--dry-run and --yes cannot be used together"),
    ],
)
def test_wrong_options_are_refused(alex: Any, words: tuple[str, ...], said: str) -> None:
    ended = alex("import", FIDELITY, *words)
    assert (ended.code, said in ended.tells()) == (2, True)


def test_a_file_over_the_limit_is_not_sent(alex: Any, api: FakeApi, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    assert alex("import", large).tells() == f"alex: {large}: has more than 4 MB"


def test_the_media_type_is_the_one_that_the_api_takes() -> None:
    assert api_client.FILE_MEDIA_TYPE == FILE_MEDIA_TYPE
