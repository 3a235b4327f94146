"""The matrix of misbehaviours and agents: what each cell must hold, and the table of all."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from rich import box
from rich.console import Console
from rich.table import Table

from cli.run.portfolio_file import PortfolioFile
from local.fake_model.behaviours import AGENTS, BEHAVIOURS
from local.fake_model.behaviours.chosen import ALWAYS
from local.fake_model.behaviours.figures import BEHAVIOURS as UNTRUE

#: Of one job, on a machine that does other work too. The longest waits are those for a throttled model.
SLOW_SECONDS = 2.0
DELIVERABLES = {"reporter", "charter", "retirement"}
#: Not mended by asking again: the model, or its guard, does not want to answer, or cannot.
FINAL = {"content-filtered", "guardrail-intervened", "context-overflow", "truncated"}
#: Traits that a job can live with: another form of the request or of the answer does.
MENDED = {
    *("tool-choice-unsupported", "no-tool-choice", "no-cache-points", "no-system-prompt", "max-tokens-limit"),
    *("reused-call-id", "redacted-reasoning", "text-before-calls", "same-call-twice", "slow"),
    *("fenced-markdown", "deep-headings", "numbered-headings", "one-bad-chart", "double-keys"),
}
#: What these say beside a well-behaved answer is harmless, or mended where it stands.
HARMLESS = {"deep-headings", "numbered-headings", "fenced-markdown", "text-before-calls", "only-report", "truncated"}
#: How far a drawn or tagged share may be from the well-behaved one, percentage points.
SHARE_TOLERANCE = 1.0
_UNFIT = re.compile(
    r"<data\b|<script|javascript:|```|[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]|[\u4e00-\u9fff]"
)
#: Beginnings of the symbols that a job has to tag.
TAGGED = ("TAGA", "TAGB")
_MOST_CHARACTERS = 100_000


@dataclass(frozen=True)
class Cell:
    """One agent's model misbehaves in one way, in one turn or in every one."""

    behaviour: str
    agent: str
    always: bool

    def __str__(self) -> str:
        return f"{self.agent}-{self.behaviour}-{'always' if self.always else 'once'}"


def all_cells() -> list[Cell]:
    return [
        Cell(name, agent, always)
        for name, behaviour in BEHAVIOURS.items()
        for agent in behaviour.agents
        for always in ([True] if behaviour.lasts else [False, True])
    ]


@dataclass(frozen=True)
class Truth:
    """A job of the same portfolio with a well-behaved model."""

    job: dict[str, Any]

    def sentences(self) -> set[str]:
        return {sentence for text in delivered(self.job) for sentence in sentences(text)}

    def shares(self) -> dict[tuple[str, str], float]:
        return dict(shares(self.job))


@dataclass
class Matrix:
    """Runs cells and keeps their outcome for the table.

    Args:
        alex: the system, as end-to-end tests use it.
    """

    alex: Any
    portfolio: PortfolioFile
    found: dict[Cell, str] = field(default_factory=dict[Cell, str])
    jobs: int = 0

    def __post_init__(self) -> None:
        self.behaves()
        well_behaved = self.job()
        assert well_behaved["status"] == "completed", well_behaved
        self.truth = Truth(well_behaved)

    def run(self, cell: Cell) -> None:
        """Raises AssertionError for a cell that does not hold."""
        since = time.time()
        asked = {"agent": cell.agent, "behaviour": cell.behaviour, "seconds": SLOW_SECONDS}
        self.behaves(asked | {"times": ALWAYS if cell.always else 1})
        self.found[cell] = "L!"
        job = self.job()
        mark = job["status"][0] + ("d" if job.get("degraded_reason") else "")
        self.found[cell] = f"{mark}!"
        check(cell, job, self._calls(since), self.truth)
        self.found[cell] = mark

    def job(self) -> dict[str, Any]:
        """A job of the portfolio with two instruments that no earlier job has classified."""
        self.jobs += 1
        portfolio = self.portfolio.model_copy(deep=True)
        unknown = [one for account in portfolio.accounts for one in account.positions if one.kind is not None]
        assert len(unknown) == len(TAGGED)
        for prefix, position in zip(TAGGED, unknown, strict=True):
            position.symbol = f"{prefix}{self.jobs:03d}"
        with self.alex.api("matrix") as api:
            api.replace_portfolio(portfolio)
            return self.alex.wait_for(api, api.start_analysis())

    def behaves(self, *misbehaviours: dict[str, Any]) -> None:
        url = f"{self.alex.stack.model_url}/__control"
        httpx.post(url, json={"behave": list(misbehaviours)}).raise_for_status()

    def _calls(self, since: float) -> list[dict[str, Any]]:
        calls = httpx.get(f"{self.alex.stack.model_url}/__calls").json()["calls"]
        return [call for call in calls if call["started"] >= since]

    def table(self) -> str:
        """80 columns: a row for each behaviour, a column for each agent."""
        table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, title="Misbehaviours × agents: once/always", title_justify="left"
        )
        table.add_column("behaviour", no_wrap=True)
        for agent in AGENTS:
            table.add_column(agent, no_wrap=True)
        for name in BEHAVIOURS:
            cells = [[Cell(name, agent, always) for always in (False, True)] for agent in AGENTS]
            marks = ["/".join(self.found[cell] for cell in pair if cell in self.found) for pair in cells]
            if any(marks):
                table.add_row(name, *marks)
        console = Console(width=80, color_system=None)
        with console.capture() as captured:
            console.print(table)
            console.print("c completed, p partial, f failed, L too late; d degraded; ! does not hold")
        return captured.get()


def check(cell: Cell, job: dict[str, Any], calls: list[dict[str, Any]], truth: Truth) -> None:
    """What holds for every cell: nothing is lost, nothing false is completed, everything is booked."""
    told = f"{cell}: {job['status']}, {job['summary']!r}, {job['errors']}"
    assert any(call.get("behaviour") == cell.behaviour for call in calls) or cell.behaviour in NO_OCCASION, told
    assert job["status"] != "failed", f"a lost job: {told}"
    if cell.agent == "planner" or cell.behaviour in MENDED or (not cell.always and cell.behaviour not in FINAL):
        assert job["status"] == "completed", told
    if job["status"] == "completed":
        assert set(job["results"]) == {"tagger", *DELIVERABLES}, f"completed without all results: {told}"
        assert job["errors"] == {}, told
    else:
        assert set(job["errors"]) == {cell.agent}, f"others suffer: {told}"
        assert DELIVERABLES - {cell.agent} <= set(job["results"]), told
    _check_truth(cell, job, calls, truth)
    _check_booked(job, calls, told)


#: Nothing of today's requests is refused by such a model, for some agents.
NO_OCCASION = {"tool-choice-unsupported", "max-tokens-limit", "no-cache-points"}


def _check_truth(cell: Cell, job: dict[str, Any], calls: list[dict[str, Any]], truth: Truth) -> None:
    texts = delivered(job)
    for text in texts:
        unfit = _UNFIT.search(text)
        assert not unfit, f"{cell}: {text[max(0, unfit.start() - 60) : unfit.end() + 60]!r} is delivered"
        assert len(text) < _MOST_CHARACTERS, f"{cell}: {len(text):,} characters are delivered"
    assert re.fullmatch(r"(?![{\[])[^?]*", texts[0]), f"{cell}: the summary is {texts[0]!r}"
    if cell.behaviour not in HARMLESS:
        said = {sentence for call in calls for sentence in sentences(call.get("said", ""))}
        right = {sentence for call in calls for sentence in sentences(call.get("instead_of", ""))}
        wrong = (said - right - truth.sentences()) & {sentence for text in texts for sentence in sentences(text)}
        assert not wrong, f"{cell}: delivered although only the misbehaving model said it: {sorted(wrong)[:3]}"
    if job["status"] == "completed" or cell.behaviour in UNTRUE:
        expected, drawn, untagged = truth.shares(), dict(shares(job)), "tagger" in job["errors"]
        for key, share in drawn.items():
            # What stays unclassified is missing from the other slices, and other slices are the small ones.
            right = None if untagged and key[1] == "Other" else expected.get(key)
            missing = drawn.get((key[0], "Unclassified"), 0.0) if untagged else 0.0
            fits = right is None or -missing - SHARE_TOLERANCE <= share - right <= SHARE_TOLERANCE
            assert fits, f"{cell}: {key} is {right}, not {share}"


def _check_booked(job: dict[str, Any], calls: list[dict[str, Any]], told: str) -> None:
    """Refused calls cost nothing; whether those that broke off are booked is the runtime's decision."""
    booked = sum(usage["model_calls"] for usage in job["usage"].values())
    answered = sum("error" not in call for call in calls)
    assert answered <= booked <= len(calls), f"{answered} answers of {len(calls)} calls, {booked} booked: {told}"
    assert float(job["cost_usd"]) > 0, told


def delivered(job: dict[str, Any]) -> list[str]:
    """All text of a job that its user reads."""
    results = job["results"]
    texts = [job["summary"] or ""]
    texts += [results["reporter"]["markdown"]] if "reporter" in results else []
    texts += [results["retirement"]["explanation"]] if "retirement" in results else []
    for chart in results.get("charter", {}).get("charts", []):
        texts += [chart["title"], chart["description"]]
    texts += [tag["rationale"] for tag in results.get("tagger", {}).get("classifications", {}).values()]
    return texts


def sentences(text: str) -> set[str]:
    """Whole sentences and lines, without the marks of Markdown around them."""
    if text.startswith(("[", "{")):
        text = "\n".join(_strings(json.loads(text)))
    parts = re.split(r"(?<=[.!?。])\s+|\n+", text)
    return {bare for part in parts if len(bare := part.strip(" #*-`|0123456789.")) > 12}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def shares(job: dict[str, Any]) -> Iterator[tuple[tuple[str, str], float]]:
    """Drawn and tagged shares in percent."""
    for chart in job["results"].get("charter", {}).get("charts", []):
        for point in chart["data"]:
            yield (chart["key"], point["name"]), point["percentage"]
    for symbol, tag in job["results"].get("tagger", {}).get("classifications", {}).items():
        for kind in ("asset_classes", "regions", "sectors"):
            for name, share in tag[kind].items():
                yield (f"{symbol[: len(TAGGED[0])]} {kind}", name), share
