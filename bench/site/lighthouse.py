"""Largest paint, scores and script sizes of the site, by Lighthouse with its slow 4G and slow processor."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.table import Row, Unit
from cli.run.portfolio_file import read_portfolio
from cli.shared.api_client import ApiClient
from cli.site.build import build_site, install_packages
from cli.site.node import Node, find_node
from components.edge.site_sources import BUILT
from local.aws.edge import edge
from local.aws.edge.compression import compressed
from local.issuer.users import ADA
from local.stack import LocalAlex
from tests.attack.browser import HOW_TO_GET_IT, chromium

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent
SAMPLE = ROOT / "samples" / "portfolios" / "growth.json"
RUNS = 5
#: Of all runs together; one takes about 20 s.
PATIENCE_SECONDS = 1200


class CannotMeasure(Exception):
    """The message names the missing part, in one line."""


def measure() -> Iterator[Row]:
    """Medians. Raises CannotMeasure without Chromium; raises UserError without Node.js."""
    browser = chromium()
    if browser is None:
        raise CannotMeasure(HOW_TO_GET_IT)
    build_site(ROOT)
    node = find_node()
    install_packages(node, FOLDER)
    with LocalAlex(model_latency=0) as alex, edge(alex) as site:
        with ApiClient(alex.api_url, alex.token(ADA.subject), alex.origin_secret) as api:
            api.replace_portfolio(read_portfolio(SAMPLE))
            api.start_analysis()
        asked = {"site": site, "chromium": browser, "runs": RUNS, "user": ADA.name}
        found = _measured(node, asked)
    yield from _rows("the signed-out page", found["signedOut"])
    yield from _rows("the dashboard, with a live session", found["dashboard"])
    whole = "largest paint with the way over the issuer, slowed down for real"
    yield Row("the dashboard, with a live session", whole, median(found["whole"]))
    scripts = sum(len(compressed(file.read_bytes(), "br")) for file in (ROOT / BUILT).rglob("*.js"))
    yield Row("the whole site", "script, compressed", scripts / 1000, unit="kB")


def _measured(node: Node, asked: dict[str, Any]) -> dict[str, Any]:
    command = [str(node.executable), str(FOLDER / "measure.mjs"), json.dumps(asked)]
    done = subprocess.run(  # noqa: S603 - no shell
        command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS, env=node.environment()
    )
    if done.returncode:
        raise CannotMeasure(f"Lighthouse failed: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout)


def _rows(group: str, runs: Sequence[dict[str, Any]]) -> Iterator[Row]:
    def row(what: str, values: list[float], unit: Unit) -> Row:
        return Row(group, what, median(values), unit=unit)

    yield row("largest paint", [run["paint"] for run in runs], "s")
    for score in ("performance", "accessibility", "best-practices"):
        yield row(score.replace("-", " "), [run["scores"][score] for run in runs], "points")
    yield row("script, compressed", [run["script"] for run in runs], "kB")
