"""What scripts rely on: exit code 2 for wrong use of any command, and a documented `--json` of every table."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

import pytest

from docgen.cli_contract import SHAPES
from tests.cli.command_tree import LEAVES, alex, called, has_option

ALL = [pytest.param(path, command, id=" ".join(path)) for path, command in LEAVES]
#: They have no result to print: one runs until Ctrl-C, two tell how a change of a secret went.
WITHOUT_RESULT = {"up", "site", "secrets set", "secrets rotate"}


def _takes(option: Any) -> str:
    """What a choice or a number takes; empty for an option of another type."""
    type_ = option.type_descriptor.annotation
    if isinstance(type_, type) and issubclass(type_, Enum):
        return f"one of {', '.join(each.value for each in type_)}"
    if type_ not in (int, float):
        return ""
    kind = "a whole number" if type_ is int else "a number"
    return f"{kind} of at least {option.min}" if option.max is None else f"{kind} from {option.min} to {option.max}"


@pytest.mark.parametrize(("path", "command"), ALL)
def test_every_result_can_be_had_as_json_of_a_documented_shape(path: tuple[str, ...], command: Any) -> None:
    name = " ".join(path)
    assert has_option(command, "--json") == (name in SHAPES)
    assert (name in SHAPES) != (name in WITHOUT_RESULT)


@pytest.mark.parametrize(
    "wrong",
    [("--no-such-option",), ("--stack",), ("--stack", "nowhere"), ("one", "two", "three"), ("--since", "yesterday")],
    ids=" ".join,
)
@pytest.mark.parametrize(("path", "command"), ALL)
def test_wrong_use_exits_with_2_and_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: tuple[str, ...],
    command: Any,
    wrong: tuple[str, ...],
) -> None:
    ended = alex(monkeypatch, capsys, *called(path, command, *wrong))
    assert ended.code == 2
    assert ended.out == ""
    assert ended.tells()


@pytest.mark.parametrize(
    "words",
    [
        ("trace", "--json", "--html"),
        ("trace", "job", "file.html"),
        ("costs", "--json", "--csv"),
        ("costs", "--by", "colour"),
        ("jobs", "--limit", "0"),
        ("redrive", "--job", "no-id"),
        ("redrive", "--json"),
        ("versions", "--json", "--delete-old"),
        ("demo", "--model", "nonsense"),
        ("up", "--misbehave", "nobody:nothing"),
        ("evaluate", "--threshold", "2"),
        ("package", "nothing"),
        ("logs", "nobody"),
        ("nonsense",),
    ],
    ids=" ".join,
)
def test_wrong_values_of_options_exit_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    ended = alex(monkeypatch, capsys, *words)
    assert ended.code == 2
    assert ended.tells()


TYPED = [
    pytest.param(path, command, option, id=f"{' '.join(path)} {option.opts[0]}")
    for path, command in LEAVES
    for option in command.params
    if option.param_type_name == "option" and _takes(option)
]


@pytest.mark.parametrize(("path", "command", "option"), TYPED)
def test_a_wrong_value_is_told_with_the_option_and_what_it_takes(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: tuple[str, ...],
    command: Any,
    option: Any,
) -> None:
    ended = alex(monkeypatch, capsys, *called(path, command, option.opts[0], "nonsense"))
    assert ended.code == 2
    assert ended.tells() == f"alex: {option.opts[0]} 'nonsense': must be {_takes(option)}"


def test_a_number_outside_of_its_range_is_told_as_a_word_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in ("0", "501"):
        ended = alex(monkeypatch, capsys, "jobs", "--limit", number)
        assert ended.tells() == f"alex: --limit '{number}': must be a whole number from 1 to 500"


def test_the_rules_as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ended = alex(monkeypatch, capsys, "policy", "list", "--json", "--stack", "prod")
    rules = json.loads(ended.out)
    assert all(tuple(rule) == SHAPES["policy list"].fields for rule in rules)
    (tls,) = [rule for rule in rules if rule["name"] == "s3-tls-only"]
    assert tls["level"] == "mandatory"
    assert "S3.5" in tls["controls"]


@pytest.mark.parametrize("words", [("show", "s3-tls-only"), ("report",)], ids=lambda words: words[0])
def test_a_rule_and_the_findings_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    ended = alex(monkeypatch, capsys, "policy", *words, "--json", "--stack", "prod")
    assert ended.code == 0
    assert tuple(json.loads(ended.out)) == SHAPES[f"policy {words[0]}"].fields


def test_a_file_that_is_no_preview_is_not_advised_to_be_overwritten(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = alex(monkeypatch, capsys, "preview", "--diff", "README.md")
    assert ended.code == 1
    assert ended.tells() == "alex: README.md is not a saved preview"
    assert "README.md" not in ended.err.partition("\n")[2]
