"""Whatever somebody does to a file, it is refused in one line, or every row of it is accounted for."""

from __future__ import annotations

import random

import pytest

from imports.read import read_file
from imports.result import ImportRefused
from tests.imports.compare import rows_not_read_once
from tests.imports.tables import NAMES, text_of

#: What stands in such files, at places where it does not belong.
SNIPPETS = [
    *(
        "",
        "--",
        "N/A",
        "$1",
        "(1)",
        "-",
        "/",
        ",",
        "\n",
        "\r",
        '"',
        "0",
        "1e9",
        " ",
        ".",
        "**",
        "\u200b",
        "é",
        "X" * 300,
    ),
    *("9" * 27, "9" * 28, "912828ZQ6", "BTC/USD", "-A/270115C250", "A/ 01/15/2027 250 C", "A. Jan 15 '27 $250 Call"),
    *("TOTAL", "CASH", "Symbol", "Value", "Value $", "Account Number", "Positions Total", "Cash balance"),
    *("99/99/2026", "Jan 99 2026", "Generated at", "Date downloaded"),
]


def damaged(text: str, dice: random.Random) -> str:
    """With a snippet more, some characters less, or a row twice, missing, or with another cell."""
    at, rows = dice.randrange(len(text)), text.split("\n")
    row = dice.randrange(len(rows))
    match dice.randrange(5):
        case 0:
            return text[:at] + dice.choice(SNIPPETS) + text[at:]
        case 1:
            return text[:at] + text[at + dice.randint(1, 12) :]
        case 2:
            rows.insert(row, dice.choice(rows))
        case 3:
            del rows[row]
        case _:
            cells = rows[row].split(",")
            cells[dice.randrange(len(cells))] = dice.choice(SNIPPETS)
            rows[row] = ",".join(cells)
    return "\n".join(rows)


@pytest.mark.parametrize("changes", [25, pytest.param(2_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", NAMES)
def test_noise_is_refused_or_accounted_for(name: str, changes: int):
    dice = random.Random(name)
    read = 0
    for _ in range(changes):
        text = text_of(name)
        for _ in range(dice.randint(1, 3)):
            text = damaged(text, dice)
        try:
            result = read_file(name, text.encode())
        except ImportRefused as refusal:
            assert "\n" not in str(refusal), text  # noqa: PT017
            continue
        read += 1
        assert rows_not_read_once(text.encode(), result) == {}, text
    assert read, "some changes do no harm"
