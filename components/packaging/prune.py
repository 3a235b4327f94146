"""What of the wheels does not travel: what no Lambda of Alex reads at run time."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

#: Distributions that the runtime has itself. urllib3 is not among them: the runtime changes its version when AWS likes,
#: and the traces' exporter is tested with the pinned one, which botocore accepts too.
RUNTIME_HAS = frozenset(
    {"boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "snapshot-restore-py"}
)
#: Distributions that `agent_runtime.cold_start` keeps out of every process, and with them what only they need. Their
#: metadata travels: the agents SDK asks which version there is.
UNUSED = frozenset({"mcp", "mcp-types"})
_FOLDERS = {"__pycache__", "tests", "test", "doc", "docs", "examples"}
#: Type stubs, sources of other languages, and notes that are nobody's licence.
_SUFFIXES = {".pyi", ".pyc", ".pxd", ".pyx", ".pyf", ".c", ".h", ".hpp", ".cpp", ".f", ".f90", ".proto", ".a", ".rst"}
#: Of a distribution's metadata, what `importlib.metadata` answers from (versions, entry points), and the licences.
_METADATA = re.compile(r"METADATA|entry_points\.txt|licenses/.*|(LICEN[CS]E|COPYING|NOTICE|AUTHORS).*")
#: Large parts of single packages that nothing here imports.
_PARTS = re.compile(
    r"numpy/(f2py|_pyinstaller|_core/include|_core/lib)/"
    r"|numpy/_core/_(multiarray|umath|rational|operand_flag|struct_ufunc)_tests\..*"
)


def travels(path: str) -> bool:
    """Whether a file of a layer, relative to where packages are imported from, goes to Lambda."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or pure.parts[0] == "bin":
        return False
    if is_metadata(path):
        return bool(_METADATA.fullmatch("/".join(pure.parts[1:])))
    if pure.parts[0].endswith("-stubs") or pure.name == "py.typed":
        return False
    return _FOLDERS.isdisjoint(pure.parts[:-1]) and pure.suffix not in _SUFFIXES and not _PARTS.match(path)


def is_metadata(path: str) -> bool:
    """Whether it says something of a distribution, and is not part of it."""
    return path.partition("/")[0].endswith(".dist-info")
