"""`alex evaluate`: starts the system, analyses the portfolios, shows the figures, and judges them."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from cli.evaluate.result import Evaluation
from cli.evaluate.run import Case, Evaluator, read_cases
from cli.evaluate.view import evaluation_view
from cli.run.model_choice import model_choice
from cli.run.up import running_alex
from cli.shared.errors import UserError
from cli.shared.process.output import CommandConsole, console_on_stderr, print_json
from cli.shared.project import ROOT
from cli.shared.reach import http
from cli.shared.text import plain, status_text
from cli.trace.source import LangfuseServer

if TYPE_CHECKING:
    from local.fake_model.behaviours.chosen import Misbehaviour
    from local.stack import LocalAlex

SAMPLES = ROOT / "samples" / "portfolios"
FAKE = "fake"
#: Seconds until a job counts as lost: longer than three attempts take on Bedrock, and with a slow model here.
PATIENCE_SECONDS, LONG_PATIENCE_SECONDS = 1200, 3600


@dataclass(frozen=True)
class Wanted:
    """Options of the command."""

    model: str | None
    files: Sequence[Path]
    """Empty for all samples."""
    parallel: int
    threshold: float
    misbehave: Sequence[str] = ()
    langfuse: bool = False
    """Store the figures as a run of a dataset."""


def evaluate(wanted: Wanted, *, as_json: bool, html: Path | None) -> None:
    """Prints the table or the JSON, and writes the page.

    Raises:
        UsageError: an option is wrong.
        UserError: the system cannot start, Langfuse does not take the run, or the figures are not good enough.
    """
    choice = model_choice(wanted.model, wanted.misbehave)
    cases = read_cases(wanted.files or sorted(SAMPLES.glob("*.json")))
    server = LangfuseServer.from_environment(os.environ) if wanted.langfuse else None
    if server:
        # Before an analysis that may cost money.
        server.newest_trace_id()
    stored: str | UserError = ""
    with console_on_stderr(), running_alex([], choice=replace(choice, misbehaviours=())) as alex:
        evaluation = evaluate_on(alex, wanted, cases)
        if wanted.langfuse:
            stored = _stored(
                evaluation, cases, server or LangfuseServer(alex.trace_url, alex.public_key, alex.secret_key)
            )
    if as_json:
        print_json(evaluation.to_json())
    else:
        CommandConsole(highlight=False).print(evaluation_view(evaluation))
    if html:
        from cli.evaluate.html import write_page  # not at the top: only this needs Jinja

        print(f"page: {write_page(evaluation, html)}", file=sys.stderr)  # noqa: T201
    if isinstance(stored, UserError):
        raise stored
    if stored:
        print(stored, file=sys.stderr)  # noqa: T201
    judge(evaluation)


def _stored(evaluation: Evaluation, cases: Sequence[Case], server: LangfuseServer) -> str | UserError:
    """What to say about the run. An error is raised later: the figures, which may have cost money, are shown first."""
    from cli.evaluate.experiment import store  # not at the top: only this needs Langfuse's SDK

    try:
        return store(evaluation, cases, server)
    except UserError as error:
        return error


def evaluate_on(alex: LocalAlex, wanted: Wanted, cases: Sequence[Case]) -> Evaluation:
    """The evaluation on a running system; shows its progress on standard error. Raises UserError."""
    misbehaviours = model_choice(None, wanted.misbehave).misbehaviours
    with _progress(len(cases)) as (progress, task):

        def on_end(name: str, status: str) -> None:
            progress.console.print(Text.assemble("  ", plain(name), "  ", status_text(status)))
            progress.advance(task)

        def before_each() -> None:
            # They count down: set again, so that each analysis meets the same.
            if misbehaviours:
                _misbehave(alex.model_url, misbehaviours)

        evaluator = Evaluator(
            alex,
            patience=LONG_PATIENCE_SECONDS if wanted.model else PATIENCE_SECONDS,
            before_each=before_each,
            on_start=lambda name: progress.update(task, description=f"analysing {plain(name).plain}"),
            on_end=on_end,
        )
        # The fake model counts how often it has misbehaved over all analyses: side by side, they would share that.
        rows = evaluator.run(cases, 1 if misbehaviours else wanted.parallel)
    if misbehaviours:
        _misbehave(alex.model_url, [])
    return Evaluation(
        model=wanted.model or FAKE,
        models=tuple(sorted(evaluator.models)),
        misbehave=tuple(wanted.misbehave),
        threshold=wanted.threshold,
        rows=tuple(rows),
    )


def judge(evaluation: Evaluation) -> None:
    """Raises UserError when an analysis was lost or failed, or when the faithfulness is below the threshold."""
    problems, jobs = list[str](), list[str | None]()
    for row in evaluation.rows:
        if row.outcome in ("failed", "lost"):
            problems.append(f"the analysis of {row.portfolio} {'failed' if row.outcome == 'failed' else 'was lost'}")
            jobs.append(row.job_id)
        if row.faithfulness is not None and row.faithfulness < evaluation.threshold:
            below = f"faithfulness {row.faithfulness:.3f} is below the threshold of {evaluation.threshold:g}"
            problems.append(f"{row.portfolio}: {below}")
            jobs.append(row.job_id)
    if problems:
        raise UserError("; ".join(problems), f"find the cause: alex trace {jobs[0]}")


def _misbehave(model_url: str, misbehaviours: Sequence[Misbehaviour]) -> None:
    body = {"behave": [each.model_dump(exclude_none=True) for each in misbehaviours]}
    http.request("POST", f"{model_url}/__control", json=body).raise_for_status()


@contextmanager
def _progress(total: int) -> Generator[tuple[Progress, TaskID]]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=CommandConsole(stderr=True, highlight=False), transient=True) as progress:
        yield progress, progress.add_task("analysing", total=total)
