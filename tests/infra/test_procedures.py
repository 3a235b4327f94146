"""Runbooks without an alarm: listed, of one form, and tried by the test that they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.runbooks.pages import ROOT, RUNBOOKS, blocks_of

PAGES = sorted(
    page for page in RUNBOOKS.glob("*.md") if page.stem != "README" and "\nAlarm `" not in page.read_text("utf-8")
)
TESTS = {file.stem: file for file in (ROOT / "tests").rglob("test_*.py")}


def test_every_procedure_is_in_the_index() -> None:
    _, procedures = (RUNBOOKS / "README.md").read_text("utf-8").split("## Procedures")

    assert re.findall(r"\]\(([\w-]+)\.md\)", procedures)
    assert set(re.findall(r"\]\(([\w-]+)\.md\)", procedures)) == {page.stem for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_procedure_says_when_and_what_was_tried(page: Path) -> None:
    headings = re.findall(r"^## (.+)$", page.read_text("utf-8"), re.MULTILINE)

    assert headings[0] == "When"
    assert headings[-1] == "Tried"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_named_test_takes_its_commands_from_the_page(page: Path) -> None:
    text = page.read_text("utf-8")
    named = re.findall(r"`(test_\w+)`", text.split("## Tried")[1])

    files = {file for name in named for file in (TESTS[name], TESTS[name].with_name("conftest.py")) if file.exists()}

    tried = "".join(file.read_text("utf-8") for file in files)

    assert f'Runbook("{page.stem}"' in tried
    assert any(block.tried for block in blocks_of(text))
    for left_out in re.findall(rf'Runbook\("{page.stem}", but=("[^"]+")\)', tried):
        assert f'Runbook("{page.stem}", only={left_out})' in tried


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_is_one_that_the_tests_see(page: Path) -> None:
    """A block in another language, or with another fence, would neither be tried nor checked."""
    text = page.read_text("utf-8")

    assert text.count("```") == 2 * len(list(blocks_of(text)))
    assert text.count(": not tried.") == len(re.findall(r"^From here on \w+ only: not tried\.$", text, re.MULTILINE))
