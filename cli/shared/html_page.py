"""Self-contained HTML pages: no script, and no font, image or style from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cli.shared.errors import UserError

KEPT_CONTROL_CHARACTERS = "\n\t"


def rendered(template: Path, filters: Mapping[str, Callable[..., Any]] | None = None, **values: Any) -> str:
    """The whole page of a template `<name>.html.j2`, with the style `<name>.css` beside it.

    All text is escaped. The template puts `style_hash` into the page's policy, which forbids scripts as well.
    """
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters or {}
    style = _style(template)
    page = environment.get_template(template.name).render(**values, style=style, style_hash=_hash(style))
    return printable(page)


def policy_of(template: Path) -> str:
    """The content security policy of its pages, for a server to send: nothing but the page's own style."""
    return f"default-src 'none'; style-src '{_hash(_style(template))}'; base-uri 'none'; form-action 'none'"


def _style(template: Path) -> str:
    return template.with_name(template.name.replace(".html.j2", ".css")).read_text(encoding="utf-8")


def _hash(style: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def written(page: str, file: Path) -> Path:
    """Writes a page. Raises UserError when the file cannot be written."""
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}", "name another file after --html") from error
    return file


def printable(text: str) -> str:
    """Replaces control characters and lone surrogates, which an HTML page must not contain."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(char) in ("Cc", "Cs") and char not in KEPT_CONTROL_CHARACTERS
        else char
        for char in text
    )
