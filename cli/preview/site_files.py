"""The site's files in a preview: those of `build/site`, as a deployment uploads them, or a page that says so.

Whether somebody has built the site is no property of a change, so a comparison of the two leaves these files out.
"""

from __future__ import annotations

from collections.abc import Sequence

from cli.preview.diff import ResourceChange
from components.edge.site_files import PLACEHOLDER
from components.edge.site_sources import BUILT
from local.engine.preview import PlannedResource, Preview

_FOLDERS = {folder: f"{folder.as_posix()}/" for folder in (BUILT, PLACEHOLDER)}


def site_line(planned: Preview) -> str:
    """Which files the preview has, in one line."""
    if not is_built(planned):
        return "site: not built, so a page that says so; `make site` builds it, and a deployment has its files"
    return f"site: {sum(map(_is_of_site, planned.resources))} files of {BUILT.as_posix()}"


def is_built(planned: Preview) -> bool:
    return any(_source(resource).startswith(_FOLDERS[BUILT]) for resource in planned.resources)


def without_site(changes: Sequence[ResourceChange]) -> list[ResourceChange]:
    return [change for change in changes if not _is_of_site(change.resource)]


def site_difference(before: Preview, after: Preview) -> str:
    """Why a comparison leaves the site's files out; empty if it does not."""
    if is_built(before) == is_built(after):
        return ""
    which = "this preview" if is_built(after) else "the saved preview"
    return f"site: built in {which} only, so its files are not compared"


def _is_of_site(resource: PlannedResource) -> bool:
    return _source(resource).startswith(tuple(_FOLDERS.values()))


def _source(resource: PlannedResource) -> str:
    """Path of an uploaded file, relative to the project."""
    return str(resource.inputs.get("source", "")) if resource.custom else ""
