"""Pages of the issuer: no script, one stylesheet, and a policy that allows nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

if TYPE_CHECKING:
    from jinja2 import Environment

_PAGES = Path(__file__).with_name("pages")
_HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def page(name: str, status: int = 200, *, form_targets: tuple[str, ...] = (), **values: object) -> HTMLResponse:
    """The page `pages/<name>.html`.

    Args:
        form_targets: origins to which the answer to a form may redirect; browsers hold redirects to the policy too.
    """
    text = _environment().get_template(f"{name}.html").render(values)
    policy = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            f"form-action {' '.join((chr(39) + 'self' + chr(39), *form_targets))}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    return HTMLResponse(text, status, headers={**_HEADERS, "content-security-policy": policy})


async def stylesheet(_: Request) -> Response:
    return Response((_PAGES / "style.css").read_bytes(), media_type="text/css", headers={"cache-control": "no-cache"})


@cache
def _environment() -> Environment:
    # Here, because no command but a sign-in needs it.
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(_PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
