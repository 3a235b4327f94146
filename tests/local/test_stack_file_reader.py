"""Stack files are read as Pulumi's engine reads them, by the record of what the engine made of many."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.engine.stack_config import StackConfig, read_config
from local.errors import LocalError

RECORD = json.loads(Path(__file__).with_name("stack_files.json").read_text(encoding="utf-8"))
CASES = {case["name"]: case for case in RECORD["cases"]}


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The record was written in UTC: the engine names a time's zone if it is the machine's."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "config" in case["engine"]])
def test_a_stack_file_gives_the_program_what_the_engine_gives(name: str, tmp_path: Path):
    engine = CASES[name]["engine"]
    config = _read(CASES[name], tmp_path)

    assert config.values == {
        key: _hidden(text) if key in engine["secret_keys"] else text for key, text in engine["config"].items()
    }
    assert sorted(config.secret_keys) == engine["secret_keys"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "refused" in case["engine"]])
def test_a_stack_file_that_the_engine_refuses_is_refused_in_one_line(name: str, tmp_path: Path):
    with pytest.raises(LocalError) as error:
        _read(CASES[name], tmp_path)

    shown = str(error.value)
    assert "\n" not in shown
    assert shown.startswith("Pulumi.case.yaml")
    named = re.search(r"configuration (?:key|value) '(\w+)'", CASES[name]["engine"]["refused"])
    assert named is None or f"alex:{named[1]} " in shown


def test_the_record_has_the_kinds_that_matter():
    assert RECORD["pulumi"].startswith("v3.")
    refused = [name for name, case in CASES.items() if "refused" in case["engine"]]
    assert len(CASES) >= 150
    assert 40 <= len(refused) <= len(CASES) - 100


def test_a_key_with_and_without_its_namespace_is_refused(tmp_path: Path):
    """The engine takes one of the two at random."""
    with pytest.raises(LocalError, match=r"^Pulumi\.case\.yaml: alex:owner is set twice"):
        _read({"stack": "config: {owner: a, 'alex:owner': b}"}, tmp_path)


@pytest.mark.parametrize(
    ("line", "warning"),
    [("modle: b", "nothing reads alex:modle"), ("webhook:", "alex:webhook is blank")],
    ids=["an undeclared key", "a blank value"],
)
def test_a_setting_without_effect_is_a_warning(line: str, warning: str, tmp_path: Path):
    (warned,) = _read({"stack": f"config:\n  owner: a\n  aws:region: b\n  {line}\n"}, tmp_path).warnings

    assert warned.startswith(f"Pulumi.case.yaml: {warning}")


def test_a_zone_of_this_machine_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()

    config = _read({"stack": "config: {owner: 2026-07-01T10:00:00+02:00, note: 2026-07-01T10:00:00+01:00}"}, tmp_path)

    assert config.values["alex:owner"] == "2026-07-01 10:00:00 +0200 CEST"
    assert config.values["alex:note"] == "2026-07-01 10:00:00 +0100 +0100"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path):
    with pytest.raises(LocalError, match=r"^Pulumi\.case\.yaml cannot be read: "):
        _read({"stack": b"config: {owner: \xff}"}, tmp_path)


def _read(case: dict[str, Any], folder: Path) -> StackConfig:
    project = case.get("project", RECORD["project"])
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump({"name": "alex", "runtime": "python", "config": project}))
    content = case["stack"] if isinstance(case["stack"], bytes) else case["stack"].encode()
    (folder / "Pulumi.case.yaml").write_bytes(content)
    return read_config(folder, "case")


def _hidden(text: str) -> str:
    """The engine's text without its encrypted parts."""
    for secret in RECORD["secrets"]:
        text = "[secret]" if text == secret else text.replace(json.dumps(secret), '"[secret]"')
    return text
