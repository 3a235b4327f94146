"""Sources of the site, and what it was built from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path("web")
BUILT = Path("build/site")
#: Hash of the sources, written beside the site: everything in it is served.
BUILT_FROM = Path("build/site.built-from")
#: What the build reads elsewhere: the types of the API's answers, and the portfolio of "Try the sample".
OUTSIDE = (Path("docs/openapi.json"), Path("samples/portfolios/growth.json"))
_GENERATED = Path("src/api/schema.d.ts")
_INSTALLED = "node_modules"


def sources_hash(root: Path) -> str | None:
    """The same on every machine; None without sources."""
    folder = root / SOURCES
    if not (folder / "package.json").is_file():
        return None
    found = hashlib.sha256()
    for file in (*_files(folder), *(root / file for file in OUTSIDE)):
        content = file.read_bytes()
        found.update(f"{file.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name != _INSTALLED:
            yield from _files(path)
        elif path.is_file() and not path.as_posix().endswith(_GENERATED.as_posix()):
            yield path
