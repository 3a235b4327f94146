"""`make load`: concurrent users of the API; `make load BURST=200`: 200 analyses started at once.

Exit code 1: a request failed, or a job was lost, failed or ran twice. Slowness is not a failure.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from bench.load import target
from bench.load.run import Work, run
from bench.load.view import show
from cli.shared.errors import UserError

#: Limit of analyses that a user starts in a burst: lower than the API's limit of unfinished jobs.
_SHARE = 4


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    console = Console()
    try:
        users, work = _asked_for(options)
        with ExitStack() as up:
            with console.status("starting") as status:
                goal = (
                    target.address(options.url, users, work.seconds, work.jobs)
                    if options.url
                    else up.enter_context(target.fresh_stack(users, options.pace))
                )
                report = run(goal, work, say=status.update)
            show(report, console)
            if options.json:
                options.json.write_text(json.dumps(dataclasses.asdict(report), indent=1))
    except UserError as error:
        print(f"load: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 1 if report.faults else 0


def _asked_for(options: argparse.Namespace) -> tuple[int, Work]:
    """Number of users, and their work. Raises UserError."""
    if not options.burst:
        jobs = options.jobs if options.jobs is not None else 0 if options.url else options.users
        return options.users, Work("investors.py", jobs, options.seconds)
    users = max(options.users, -(-options.burst // _SHARE))
    return users, Work("burst.py", options.burst, max(options.seconds, 10.0 * options.burst))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--users", type=_positive, default=20, help="concurrent users (%(default)s)")
    parser.add_argument("--seconds", type=_positive, default=60, help="duration of the measurement (%(default)s)")
    parser.add_argument("--jobs", type=int, help="limit of analyses (default: one for each user, none with --url)")
    parser.add_argument("--burst", type=_positive, help="start this number of analyses at once instead")
    parser.add_argument(
        "--pace", type=float, default=0.0, help="latency factor of the fake model: 0 none, 1 as usual (%(default)s)"
    )
    parser.add_argument(
        "--url", help=f"a running API, instead of a new local stack; tokens in {target.TOKENS_VARIABLE}"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report as JSON")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {value}")
    return value


if __name__ == "__main__":
    sys.exit(main())
