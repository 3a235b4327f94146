"""The weakest real model: whatever it answers, its job ends in time, states nothing false, and is booked.

`make setup-soak` installs it where it can be installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.run.portfolio_file import PortfolioFile, read_portfolio
from local.processes.ports import free_port
from local.real_model.source import OpenAISource
from local.stack import LocalAlex
from tests.e2e.conftest import ENDED, SAMPLES, Alex
from tests.e2e.model_matrix import delivered

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-models" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
#: Longer than the planner's function may take with a model on this machine.
PATIENCE_SECONDS = 960
#: How far a stated amount may be from a true one: rounding.
TOLERANCE = 0.01

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not PYTHON.is_file(), reason="no small model is installed; `make setup-soak` installs it"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Base URL of the model's server."""
    command = [str(PYTHON), str(Path(__file__).with_name("small_model_server.py")), str(free_port())]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        assert url, "the model's server has not started"
        yield f"{url}/v1"
        server.kill()


@pytest.fixture(scope="module")
def alex(address: str) -> Iterator[Alex]:
    with LocalAlex(model=OpenAISource(address, "smollm2-135m")) as stack:
        yield Alex(stack)


@pytest.fixture(scope="module")
def portfolio() -> PortfolioFile:
    return read_portfolio(SAMPLES / "starter.json")


@pytest.fixture(scope="module")
def job(alex: Alex, portfolio: PortfolioFile) -> dict[str, Any]:
    with alex.api("small-model") as api:
        api.replace_portfolio(portfolio)
        job_id, deadline = api.start_analysis(), time.monotonic() + PATIENCE_SECONDS
        while (job := api.job(job_id))["status"] not in ENDED:
            assert time.monotonic() < deadline, f"still {job['status']}: {alex.stack.logs('planner')[-20:]}"
            time.sleep(1)
    return job


def test_its_template_has_no_tools_and_that_is_said(alex: Alex) -> None:
    assert alex.stack.model.warning
    assert "may have no tools" in alex.stack.model.warning


def test_its_job_ends_and_is_complete_when_it_says_so(job: dict[str, Any]) -> None:
    if job["status"] == "completed":
        assert set(job["results"]) == {"reporter", "charter", "retirement"}
        assert job["errors"] == {}
    else:
        assert job["errors"]


def test_what_it_delivers_states_no_false_amount(job: dict[str, Any], portfolio: PortfolioFile) -> None:
    known = {*_numbers(job["results"].get("retirement", {})), *_numbers(portfolio.model_dump(mode="json"))}
    known |= {amount for chart in job["results"].get("charter", {}).get("charts", []) for amount in _numbers(chart)}
    total = _total(job)
    known |= {total, *(total * share for share in (0.04, 0.1, 0.3))} if total else set()
    stated = {float(amount.replace(",", "")) for text in delivered(job) for amount in _AMOUNT.findall(text)}
    wrong = [amount for amount in stated if not any(abs(amount - right) <= TOLERANCE * right for right in known)]
    assert not wrong, delivered(job)


def test_every_call_is_booked_and_none_is_priced_as_another_model(alex: Alex, job: dict[str, Any]) -> None:
    model_id = alex.stack.model.model_id
    generations = [one for one in alex.trace(job["job_id"]).observations if one.type == "GENERATION"]
    assert generations
    assert {one.model for one in generations} == {model_id}
    assert sum(usage["model_calls"] for usage in job["usage"].values()) == len(generations)
    used = [usage for usage in job["usage"].values() if usage["model_calls"]]
    assert all(usage["unpriced_models"] == [model_id] for usage in used), used
    assert all(usage["cost_usd"] == 0 for usage in used)


_AMOUNT = re.compile(r"\$\s?(\d[\d,]*(?:\.\d+)?)")


def _total(job: dict[str, Any]) -> float:
    return job["results"].get("retirement", {}).get("assumptions", {}).get("starting_value", 0.0)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _numbers(part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)
