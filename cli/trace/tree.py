"""Tree of a job: one branch per agent with decisions, results and errors; verbose shows every observation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.text import Text
from rich.tree import Tree

from cli.shared.text import dollars, facts, plain, seconds, short, status_text, tokens
from cli.trace.agents import AgentRun, Work
from cli.trace.highlights import highlights
from cli.trace.model import JsonObject, Observation, Trace

SHORT_ID_LENGTH = 8
ERROR_LENGTH = 300
GUIDE_STYLE = "dim"


def render_tree(trace: Trace, work: Work, *, verbose: bool) -> Tree:
    """All agents are direct branches of the job, also those that the planner invoked from a tool."""
    tree = Tree(_job_label(trace), guide_style=GUIDE_STYLE)
    branches: list[tuple[datetime, Tree]] = [(run.observation.start, _agent(run, verbose)) for run in work.runs]
    if verbose:
        branches += [(each.start, _nested(each, work.outside)) for each in work.tops]
    else:
        branches += [(when, Tree(label)) for when, label in _highlights(work.outside)]
    for _, branch in sorted(branches, key=lambda dated: dated[0]):
        tree.children.append(branch)
    return tree


def _job_label(trace: Trace) -> Text:
    root = trace.root
    metadata: JsonObject = root.metadata if root else {}
    name = root.name if root else "📊 Portfolio Analysis Job"
    attempts = trace.attempts
    positions, value = _number(metadata.get("positions")), _number(metadata.get("portfolio_value"))
    label = plain(f"{name} #{(trace.job_id or trace.id)[:SHORT_ID_LENGTH]}")
    label.stylize("bold")
    return label.append("  ").append_text(
        facts(
            plain(str(metadata.get("user_id") or trace.user_id or "unknown user")),
            None if positions is None else f"{positions:,.0f} positions",
            None if value is None else f"${value:,.0f}",
            status_text(trace.status),
            Text("degraded", style="yellow") if metadata.get("degraded_reason") else None,
            f"{attempts} attempts" if attempts > 1 else None,
            seconds(trace.seconds),
            tokens(trace.tokens.total),
            dollars(trace.cost),
        )
    )


def _number(value: object) -> float | None:
    """Langfuse may return a number of the metadata as text."""
    try:
        return float(str(value))
    except ValueError:
        return None


def _agent(run: AgentRun, verbose: bool) -> Tree:
    label = plain(run.title)
    label.stylize("bold red" if run.is_failed else "bold")
    used = (seconds(run.observation.seconds), tokens(run.tokens.total), dollars(run.cost))
    label.append("  ").append_text(facts(status_text(run.status), *used))
    if verbose:
        branch = _nested(run.observation, run.own, label)
        persona = run.observation.metadata.get("persona")
        if persona:
            branch.children.insert(0, Tree(Text("Persona: ", style="dim").append_text(short(persona))))
        return branch
    branch = Tree(label, guide_style=GUIDE_STYLE)
    for _, line in _highlights((run.observation, *run.own)):
        branch.add(line)
    return branch


def _highlights(observations: Iterable[Observation]) -> list[tuple[datetime, Text]]:
    return [
        (each.when, _error(each.text, each.source) if each.is_error else plain(each.text))
        for each in highlights(observations)
    ]


def _error(message: str, source: str | None = None) -> Text:
    line = Text("✗ ")
    if source:
        line.append_text(plain(source)).append(": ")
    line.append_text(short(message, ERROR_LENGTH))
    line.stylize("red")
    return line


def _nested(top: Observation, among: tuple[Observation, ...], label: Text | None = None) -> Tree:
    """`top` with its descendants in `among`, in the order of their starts."""
    branch = Tree(label or _detail(top), guide_style=GUIDE_STYLE)
    for side, value in (("in", top.input), ("out", top.output)):
        if top.type in ("TOOL", "GUARDRAIL") and value is not None:
            branch.add(Text(f"{side}: ", style="dim").append_text(short(value)))
    for each in among:
        if each.parent_id == top.id:
            branch.children.append(_nested(each, among))
    if top.is_error:
        branch.add(_error(top.status_message or "failed"))
    return branch


def _detail(observation: Observation) -> Text:
    label = plain(observation.name)
    label.stylize("red" if observation.is_error else "yellow" if observation.level == "WARNING" else "none")
    if observation.type == "EVENT":
        return label
    is_model_call = observation.type == "GENERATION"
    return label.append("  ").append_text(
        facts(
            observation.type.lower(),
            plain(observation.model) if observation.model else None,
            seconds(observation.seconds),
            tokens(observation.tokens.total) if is_model_call else None,
            dollars(observation.cost) if is_model_call else None,
        )
    )
