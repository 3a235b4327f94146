"""An evaluation as a self-contained HTML page: no script, and no font, image or style from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cli.evaluate.result import STARTED, Evaluation
from cli.evaluate.view import UNKNOWN, cost, percent, ratio
from cli.shared.errors import UserError
from cli.trace.html import printable

TEMPLATES = Path(__file__).with_name("templates")


def evaluation_html(evaluation: Evaluation) -> str:
    """The whole page. All text is escaped, and the page's policy forbids scripts as well."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (TEMPLATES / "evaluation.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = environment.get_template("evaluation.html.j2").render(
        evaluation=evaluation,
        totals=evaluation.totals,
        outcomes=STARTED,
        unknown=UNKNOWN,
        ratio=ratio,
        percent=percent,
        cost=cost,
        style=style,
        style_hash=f"sha256-{digest}",
    )
    return printable(page)


def write_page(evaluation: Evaluation, file: Path) -> Path:
    """Raises UserError when the file cannot be written."""
    try:
        file.write_text(evaluation_html(evaluation), encoding="utf-8")
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}", "name another file after --html") from error
    return file
