"""`make scan`: deploys to the embedded AWS, runs wapiti against it and shows the findings; exits 1 on a bad one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cli.shared.console import console
from cli.shared.errors import UserError
from local.errors import LocalError
from local.stack import LocalAlex
from scan.report import failing, read_findings
from scan.target import target_of
from scan.view import show
from scan.wapiti import scan

FOLDER = Path(__file__).resolve().parent.parent / "build" / "scan"
SECONDS = 420


def main() -> int:
    parser = argparse.ArgumentParser(prog="scan", description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="limit of the attack time (default: %(default)s)")
    seconds = parser.parse_args().seconds
    console.print("deploying to the embedded AWS")
    with LocalAlex(model_latency=0) as alex:
        with target_of(alex, FOLDER) as target, console.status(f"wapiti attacks {target.url} for up to {seconds} s"):
            done = scan(target, FOLDER, seconds=seconds)
        # Proof from the target that the attacks arrived.
        arrived = sum('"message":"request"' in line for line in alex.logs("api"))
    findings = read_findings(done.report)
    show(findings, done, console)
    console.print(f"the API logged {arrived:,} requests")
    console.print(f"reports: {done.report}, {FOLDER / 'html'}", soft_wrap=True)
    bad = failing(findings)
    console.print(
        f"[bold red]{len(bad)} finding(s) fail the scan[/]" if bad else "[green]✔[/green] no finding fails the scan"
    )
    return 1 if bad else 0


try:
    sys.exit(main())
except (UserError, LocalError) as error:
    console.print(f"scan: {error}", style="red", soft_wrap=True)
    sys.exit(1)
