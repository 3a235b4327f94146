"""The pre-commit hook refuses staged Python files that ruff refuses, and looks at nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUFF = Path(sys.executable).with_name("ruff")
CLEAN = "VALUE = 1\n"
#: Refuses a tree with the word BAD in it; tells the hook's logic from ruff's.
FAKE_RUFF = '#!/bin/sh\n! grep -rq --include="*.py" BAD .\n'


class Repository:
    """A repository with the hook installed as `make hooks` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / ".githooks", folder / ".githooks")
        shutil.copy(ROOT / "pyproject.toml", folder)
        self.git("init", "--quiet")
        self.git("config", "core.hooksPath", ".githooks")
        self.git("add", "pyproject.toml")

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        author = {
            f"GIT_{role}_{field}": "x@example.com" for role in ("AUTHOR", "COMMITTER") for field in ("NAME", "EMAIL")
        }
        outer = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return subprocess.run(
            ["git", *arguments], cwd=self.folder, env=outer | author, capture_output=True, text=True, timeout=60
        )

    def ruff(self, script: str | None) -> None:
        tool = self.folder / ".venv" / "bin" / "ruff"
        tool.parent.mkdir(parents=True)
        if script is None:
            tool.symlink_to(RUFF)
        else:
            tool.write_text(script)
            tool.chmod(0o755)

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def commit(self) -> subprocess.CompletedProcess[str]:
        return self.git("commit", "--quiet", "--message", "A change")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.ruff(FAKE_RUFF)
    return made


def test_clean_files_are_committed(repository: Repository):
    repository.write("a b/ü.py", CLEAN)
    repository.git("add", "a b")

    assert repository.commit().returncode == 0
    assert repository.git("log", "--format=%s").stdout == "A change\n"


def test_a_staged_file_that_ruff_refuses_is_not_committed(repository: Repository):
    repository.write("a b/ü.py", "BAD = 1\n")
    repository.git("add", "a b")
    refused = repository.commit()

    assert refused.returncode == 1
    assert "make format" in refused.stderr
    assert repository.git("log").returncode == 128


def test_unstaged_edits_and_other_files_do_not_count(repository: Repository):
    repository.write("staged.py", CLEAN)
    repository.write("note.md", "BAD\n")
    repository.git("add", "staged.py", "note.md")
    repository.write("staged.py", "BAD = 1\n")
    repository.write("untracked.py", "BAD = 1\n")

    assert repository.commit().returncode == 0


def test_a_fix_that_is_not_staged_does_not_help(repository: Repository):
    repository.write("staged.py", "BAD = 1\n")
    repository.git("add", "staged.py")
    repository.write("staged.py", CLEAN)

    assert repository.commit().returncode == 1


def test_a_file_of_an_earlier_commit_is_left_alone(repository: Repository):
    repository.write("old.py", "BAD = 1\n")
    repository.git("add", "old.py")
    assert repository.git("commit", "--quiet", "--no-verify", "--message", "Old").returncode == 0
    repository.write("new.py", CLEAN)
    repository.git("add", "new.py")

    assert repository.commit().returncode == 0


def test_a_missing_ruff_is_reported_with_the_command_that_installs_it(tmp_path: Path):
    repository = Repository(tmp_path)
    repository.write("staged.py", CLEAN)
    repository.git("add", "staged.py")
    refused = repository.commit()

    assert refused.returncode == 1
    assert "make setup-check" in refused.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("x = {  'a': 1 }\n", 'x = {"a": 1}', id="format"),
        pytest.param("import os\n", "F401", id="lint"),
    ],
)
def test_ruff_refuses(tmp_path: Path, text: str, message: str):
    repository = Repository(tmp_path)
    repository.ruff(None)
    repository.write("agents/api/one.py", text)
    repository.git("add", "agents")
    refused = repository.commit()

    assert refused.returncode == 1
    assert message in refused.stdout + refused.stderr


def test_ruff_accepts_a_file_by_the_rules_of_its_folder(tmp_path: Path):
    """`assert` and `S` rules differ for tests, and `bench` is first-party although none of it is staged."""
    repository = Repository(tmp_path)
    repository.ruff(None)
    repository.write("bench/__init__.py", "")
    text = "import subprocess\n\nimport pytest\n\nfrom bench import run\n\nassert {subprocess, pytest, run}\n"
    repository.write("tests/infra/test_one.py", text)
    repository.git("add", "tests")
    done = repository.commit()

    assert done.returncode == 0, done.stdout + done.stderr


def test_make_hooks_installs_the_hook():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert "git config core.hooksPath .githooks" in makefile
    assert os.access(ROOT / ".githooks" / "pre-commit", os.X_OK)
