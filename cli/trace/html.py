"""A job's trace as a self-contained HTML page: no script, and no font, image or style from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cli.shared.html_page import rendered, written
from cli.shared.text import dollars, seconds, tokens
from cli.trace.agents import AgentRun, Work, divide
from cli.trace.highlights import Highlight, highlights
from cli.trace.model import Observation, Trace

TRACE_TEMPLATE = Path(__file__).with_name("templates") / "trace.html.j2"
#: Width of the time scale, in units of the drawing.
SCALE = 1000
SMALLEST_BAR = 3
TICKS = 4
#: Metadata that the exporter adds to every observation.
TECHNICAL = {"resourceAttributes", "scopeAttributes", "scope"}
_ESCAPED_LINE_END = re.compile(r"(?<!\\)((?:\\\\)*)\\n")


@dataclass(frozen=True)
class Node:
    """One observation with those below it in the same agent."""

    observation: Observation
    children: tuple[Node, ...]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Input, output, parameters and metadata that are there: name and text."""
        each = self.observation
        named = {
            "input": each.input,
            "output": each.output,
            "parameters": each.model_parameters,
            "metadata": {key: value for key, value in each.metadata.items() if key.partition(".")[0] not in TECHNICAL},
        }
        return [(name, text_of(value)) for name, value in named.items() if value not in (None, "", {}, [])]


@dataclass(frozen=True)
class Branch:
    """One agent run."""

    run: AgentRun
    node: Node

    @property
    def highlights(self) -> list[Highlight]:
        return highlights((self.run.observation, *self.run.own))


@dataclass(frozen=True)
class Bar:
    kind: str
    """`agent`, `model` or `tool`."""
    x: float
    width: float
    label: str


@dataclass(frozen=True)
class Page:
    """Data of the template."""

    trace: Trace
    work: Work

    @property
    def status(self) -> str:
        return self.trace.status

    @property
    def degraded(self) -> str | None:
        """Why the deterministic plan had to finish the job."""
        root = self.trace.root
        return str(root.metadata["degraded_reason"]) if root and root.metadata.get("degraded_reason") else None

    @cached_property
    def branches(self) -> list[Branch]:
        return [Branch(run, _node(run.observation, run.own)) for run in self.work.runs]

    @cached_property
    def outside(self) -> list[Node]:
        """The roots without children, then the other observations of no agent."""
        roots = [Node(root, ()) for root in self.trace.roots]
        return [*roots, *(_node(top, self.work.outside) for top in self.work.tops)]

    @property
    def job_highlights(self) -> list[Highlight]:
        return highlights(self.work.outside)

    @property
    def ticks(self) -> list[str]:
        return [seconds(self.trace.seconds * tick / TICKS) for tick in range(TICKS + 1)]

    @property
    def model_calls(self) -> int:
        return _count(self.trace.observations, "GENERATION")

    @property
    def tool_calls(self) -> int:
        return _count(self.trace.observations, "TOOL")

    def bars(self, run: AgentRun) -> list[Bar]:
        """The agent's bar, then those of its tools and model calls."""
        inner = [
            self._bar(each, each.type.lower().replace("generation", "model"))
            for each in run.own
            if each.type in ("TOOL", "GENERATION")
        ]
        tools_first = sorted(inner, key=lambda bar: bar.kind, reverse=True)
        return [self._bar(run.observation, "failed" if run.is_failed else "agent"), *tools_first]

    def _bar(self, observation: Observation, kind: str) -> Bar:
        unit = SCALE / (self.trace.seconds or 1.0)
        width = max(SMALLEST_BAR, observation.seconds * unit)
        start = (observation.start - self.trace.start).total_seconds() * unit
        label = f"{observation.name}: {seconds(observation.seconds)}"
        return Bar(kind, round(min(start, SCALE - width), 2), round(width, 2), label)


def trace_html(trace: Trace) -> str:
    """The whole page. All text of the trace is escaped, and the page's policy forbids scripts as well."""
    filters = {"seconds": seconds, "tokens": tokens, "dollars": dollars, "amount": amount}
    return rendered(TRACE_TEMPLATE, filters, page=Page(trace, divide(trace)), trace=trace, scale=SCALE)


def write_page(trace: Trace, file: Path | None) -> Path:
    """Writes the page, by default to `trace-<job>.html` in this directory. Raises UserError."""
    return written(trace_html(trace), file or Path(f"trace-{_file_name(trace)}.html"))


def text_of(value: Any) -> str:
    """Text unchanged; any other value as indented JSON whose strings keep their lines."""
    if isinstance(value, str):
        return value
    return _ESCAPED_LINE_END.sub(r"\1\n", json.dumps(value, ensure_ascii=False, indent=2, default=str))


def amount(value: Any) -> str:
    """A number with separators; any other value as Langfuse returned it."""
    try:
        return f"{float(value):,.0f}"
    except (TypeError, ValueError):
        return str(value)


def _node(top: Observation, among: tuple[Observation, ...]) -> Node:
    return Node(top, tuple(_node(each, among) for each in among if each.parent_id == top.id))


def _count(observations: Iterable[Observation], type_: str) -> int:
    return sum(each.type == type_ for each in observations)


def _file_name(trace: Trace) -> str:
    """The job id comes from a span, so it may hold any text."""
    name = (trace.job_id or trace.id)[:8]
    return name if name.isalnum() else trace.id[:8]
