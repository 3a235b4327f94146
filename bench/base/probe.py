"""Runs in either checkout, on its own environment and code: so it imports only what both have.

`packages` prints the folders of each function's process as JSON, and keeps them until standard input ends. `job` prints
the seconds of the first analysis on a new embedded AWS, of warm ones after it, and of their acceptance; `snap-start`
after the delay of the starts restores agents from snapshots.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

WARM_JOBS = 12
_ENDED = {"completed", "partial", "failed"}
#: Between two looks at a job. Looking takes CPU time from cold functions, and a warm job takes a quarter of a second.
_COLD_PAUSE_SECONDS, _WARM_PAUSE_SECONDS = 0.05, 0.01


def packages() -> None:
    from bench.packages import packages as built_packages

    with built_packages() as built:
        folders = {name: [str(folder) for folder in folders] for name, folders in built.folders.items()}
        sys.stdout.write(json.dumps({"python": built.python.executable, "folders": folders}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def job(start_delay: float, snap_start: bool) -> None:
    from cli.run.portfolio_file import read_portfolio
    from cli.shared.api_client import ApiClient
    from local.stack import LocalAlex

    # An older checkout has no such options.
    options: dict[str, Any] = {"function_start_delay": start_delay} if start_delay else {}
    if snap_start:
        options["settings"] = {"snapStart": True}
    with (
        LocalAlex(model_latency=0.0, **options) as alex,
        ApiClient(alex.api_url, alex.token(), alex.origin_secret) as api,
    ):
        if snap_start:
            _wait_for_snapshots(alex)
        # The API and the database answer before the first analysis begins.
        api.replace_portfolio(read_portfolio(Path("samples/portfolios/growth.json")))
        first = _timed(api, _COLD_PAUSE_SECONDS)
        warm = [_timed(api, _WARM_PAUSE_SECONDS) for _ in range(WARM_JOBS)]
    sys.stdout.write(json.dumps({"first": first, "warm": warm}) + "\n")


def _wait_for_snapshots(alex: Any) -> None:
    from components.foundation.functions import FUNCTIONS
    from components.foundation.names import LIVE

    waiter = alex.client("lambda").get_waiter("function_active_v2")
    for spec in FUNCTIONS:
        waiter.wait(FunctionName=alex.outputs["functions"][spec.name], Qualifier=LIVE, WaiterConfig={"Delay": 1})


def _timed(api: Any, pause: float) -> dict[str, float]:
    started = time.perf_counter()
    job_id = api.start_analysis()
    accepted = time.perf_counter()
    while (status := api.job(job_id)["status"]) not in _ENDED:
        time.sleep(pause)
    if status != "completed":
        raise RuntimeError(f"the job ended as {status}")
    return {"answer": accepted - started, "job": time.perf_counter() - accepted}


if __name__ == "__main__":
    packages() if sys.argv[1] == "packages" else job(float(sys.argv[2]), "snap-start" in sys.argv[3:])
