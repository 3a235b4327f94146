"""Files of the site: those that `make site` built, or a page that says how to build them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi

from components.edge.site_sources import BUILT, BUILT_FROM, SOURCES, sources_hash

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = Path("components/edge/placeholder")
#: Written by the stack, see `components/edge/sign_in.py`.
CONFIGURATION = "configuration.json"
INDEX = "index.html"
_ASSETS = "assets/"
_HASHED = re.compile(r"assets/.+-[\w-]{8,}\.\w+")
_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
#: The name stays and the content changes: browsers and CloudFront must revalidate.
REVALIDATED = "no-cache"
#: The name changes with the content. A year is the longest that caches know.
KEPT = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class SiteFile:
    source: Path
    """Relative to the project, so that a preview is the same on every machine."""
    key: str
    """Path in the site, without a leading slash."""
    content_type: str

    @property
    def is_hashed(self) -> bool:
        """Whether the name has the content's hash in it."""
        return self.key.startswith(_ASSETS)

    @property
    def cache_control(self) -> str:
        return KEPT if self.is_hashed else REVALIDATED


def site_files(*, required: bool) -> Sequence[SiteFile]:
    """The files to upload, the pages last.

    Args:
        required: whether a deployment needs the built site. A preview goes on without it, with a warning.

    Raises RunError, with one line, for a site that is missing or older than its sources, and for a file that cannot be
    served.
    """
    problem = _problem()
    if problem and required and not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(f"{problem}: run `make site`, which builds it from {SOURCES.as_posix()}/")
    is_built = (ROOT / BUILT / INDEX).is_file()
    if problem:
        told = "`make site` builds it" if is_built else "the site is a page that says so. `make site` builds it"
        pulumi.log.warn(f"{problem}: {told}")
    return _files_in(BUILT if is_built else PLACEHOLDER)


def _problem() -> str:
    """The built site's fault; empty if it was built from the present sources."""
    if not (ROOT / BUILT / INDEX).is_file():
        return f"{BUILT.as_posix()} is missing"
    stamp = ROOT / BUILT_FROM
    built_from = stamp.read_text(encoding="utf-8") if stamp.is_file() else ""
    wanted = sources_hash(ROOT)
    return (
        ""
        if wanted in (None, built_from)
        else f"{BUILT.as_posix()} is not built from the present {SOURCES.as_posix()}/"
    )


def _files_in(folder: Path) -> Sequence[SiteFile]:
    paths = [path for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
    files = [_file(path, path.relative_to(ROOT / folder).as_posix()) for path in paths]
    return sorted(files, key=lambda file: file.key.endswith(".html"))


def _file(path: Path, key: str) -> SiteFile:
    source = path.relative_to(ROOT)
    if path.suffix not in _CONTENT_TYPES:
        raise pulumi.RunError(
            f"{source.as_posix()} has no content type: add {path.suffix} to components/edge/site_files.py"
        )
    if key.startswith(_ASSETS) and not _HASHED.fullmatch(key):
        raise pulumi.RunError(f"{source.as_posix()} has no hash in its name, and browsers would keep it for a year")
    if key == CONFIGURATION:
        raise pulumi.RunError(f"{source.as_posix()} must not be built: the stack writes it")
    return SiteFile(source, key, _CONTENT_TYPES[path.suffix])
