"""`alex trace`: a job's trace as a tree with usage and timeline, as JSON, or as an HTML page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from cli.shared.process.output import CommandConsole, page_width, print_json
from cli.shared.project import LOCAL_STACK, STATE_DIR
from cli.shared.text import link, plain
from cli.trace.agents import Work, divide
from cli.trace.local_file import LocalFile
from cli.trace.model import JsonObject, Trace
from cli.trace.source import LangfuseServer, TraceSource, load_newest_trace, load_trace
from cli.trace.summary import render_table, render_waterfall
from cli.trace.tree import render_tree
from local.run_file import read_run_file

ROOT_WAIT_SECONDS = 3.0
TRACES_FILE = "traces.db"
"""In the state directory: the traces of the running stack, or of the last one."""


def show_trace(job_id: str | None, *, verbose: bool, as_json: bool, stack: str = LOCAL_STACK) -> None:
    """Prints the trace of a job, or of the newest job. Raises UserError when there is none."""
    trace = _load(job_id, stack)
    if as_json:
        print_json(trace_json(trace), default=_json_value)
    else:
        print_trace(trace, CommandConsole(), verbose=verbose)


def save_trace(job_id: str | None, file: Path | None, *, stack: str = LOCAL_STACK) -> None:
    """Writes the trace as an HTML page and prints its path. Raises UserError."""
    from cli.trace.html import write_page  # not at the top: only this needs Jinja

    CommandConsole(highlight=False).print(link(write_page(_load(job_id, stack), file)), soft_wrap=True)


def _load(job_id: str | None, stack: str) -> Trace:
    source = source_of(stack, STATE_DIR, os.environ)
    if job_id is None:
        return load_newest_trace(source, wait_seconds=ROOT_WAIT_SECONDS)
    return load_trace(job_id, source, wait_seconds=ROOT_WAIT_SECONDS)


def source_of(stack: str, state_dir: Path, environ: Mapping[str, str]) -> TraceSource:
    """Raises UserError when the stack's traces cannot be read."""
    if stack == LOCAL_STACK:
        return choose_source(state_dir, environ)
    from cli.trace.stack_traces import traces_of  # not at the top: it loads boto3

    return traces_of(stack)


def choose_source(state_dir: Path, environ: Mapping[str, str]) -> TraceSource:
    """The store of a running `alex up`, else the Langfuse named by the environment, else the file of the last run."""
    if run := read_run_file(state_dir):
        return LangfuseServer(run.trace_url, run.public_key, run.secret_key)
    return LangfuseServer.from_environment(environ) or LocalFile(state_dir / TRACES_FILE)


def print_trace(trace: Trace, console: Console, *, verbose: bool) -> None:
    work = divide(trace)
    console.print(render_tree(trace, work, verbose=verbose))
    console.print(plain(f"job {trace.job_id or 'unknown'} · trace {trace.id}"), style="dim", soft_wrap=True)
    console.print()
    console.print(render_table(trace, work))
    console.print(render_waterfall(trace, work, page_width(console)))


def trace_json(trace: Trace) -> JsonObject:
    """The trace with its observations and sums, and one entry per agent run."""
    sums = {
        "job_id": trace.job_id,
        "status": trace.status,
        "seconds": trace.seconds,
        "tokens": asdict(trace.tokens),
        "cost": trace.cost,
    }
    return {**asdict(trace), **sums, "agents": _agents_json(divide(trace))}


def _agents_json(work: Work) -> list[JsonObject]:
    return [
        {
            "observation_id": run.observation.id,
            "agent": run.observation.metadata["agent"],
            "status": run.status,
            "is_parallel": run.is_parallel,
            "seconds": run.observation.seconds,
            "model_calls": run.model_calls,
            "tool_calls": run.tool_calls,
            "tokens": asdict(run.tokens),
            "cost": run.cost,
        }
        for run in work.runs
    ]


def _json_value(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
