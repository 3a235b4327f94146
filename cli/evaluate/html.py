"""An evaluation as a self-contained HTML page: no script, and no font, image or style from elsewhere."""

from __future__ import annotations

from pathlib import Path

from cli.evaluate.result import STARTED, Evaluation
from cli.evaluate.view import UNKNOWN, cost, percent, ratio
from cli.shared.html_page import rendered, written

TEMPLATES = Path(__file__).with_name("templates")


def evaluation_html(evaluation: Evaluation) -> str:
    """The whole page."""
    return rendered(
        TEMPLATES / "evaluation.html.j2",
        evaluation=evaluation,
        totals=evaluation.totals,
        outcomes=STARTED,
        unknown=UNKNOWN,
        ratio=ratio,
        percent=percent,
        cost=cost,
    )


def write_page(evaluation: Evaluation, file: Path) -> Path:
    """Raises UserError when the file cannot be written."""
    return written(evaluation_html(evaluation), file)
