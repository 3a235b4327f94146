"""Every misbehaviour of a model through every agent, over HTTP, Converse and the deployed functions.

`make soak` runs all cells and prints them; a few of each kind run with the other tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cli.run.portfolio_file import PortfolioFile
from local.stack import LocalAlex
from tests.e2e.conftest import Alex
from tests.e2e.model_matrix import Cell, Matrix, all_cells

Sample = Callable[[str], PortfolioFile]

FEW = [
    Cell("unknown-tool", "planner", always=False),
    Cell("one-good-one-unknown", "planner", always=True),
    Cell("all-in-one-turn", "planner", always=False),
    Cell("only-report", "planner", always=True),
    Cell("raw-json-summary", "planner", always=False),
    Cell("wrong-type", "tagger", always=False),
    Cell("tool-choice-unsupported", "tagger", always=True),
    Cell("invalid-tool-use", "charter", always=False),
    Cell("one-bad-chart", "charter", always=True),
    Cell("invented-figures", "reporter", always=True),
    Cell("fenced-markdown", "reporter", always=True),
    Cell("turned-statement", "reporter", always=True),
    Cell("no-tool-used", "retirement", always=True),
]


@pytest.fixture(scope="module")
def few(running: Alex, sample: Sample) -> Iterator[Matrix]:
    matrix = Matrix(running, sample("growth"))
    yield matrix
    matrix.behaves()


@pytest.fixture(scope="module")
def whole(sample: Sample, request: pytest.FixtureRequest) -> Iterator[Matrix]:
    with LocalAlex(model_latency=0) as stack:
        matrix = Matrix(Alex(stack), sample("growth"))
        yield matrix
    capture: Any = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        request.config.get_terminal_writer().write(f"\n{matrix.table()}")


@pytest.mark.local
@pytest.mark.parametrize("cell", FEW, ids=str)
def test_a_misbehaving_model_loses_no_job_and_completes_nothing_false(few: Matrix, cell: Cell) -> None:
    few.run(cell)


@pytest.mark.soak
@pytest.mark.parametrize("cell", all_cells(), ids=str)
def test_every_cell_of_the_matrix_holds(whole: Matrix, cell: Cell) -> None:
    whole.run(cell)
