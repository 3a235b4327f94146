"""`alex site`."""

from __future__ import annotations


def site() -> None:
    """Build the site from web/ into build/site; a second run does nothing.

    Takes Node.js from the machine, or from its PyPI wheel where there is none that is new enough.
    """
    from cli.site.build import build_site

    build_site()
