"""Files of wheels that a layer omits, because no function reads them at run time."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

#: Distributions that the runtime provides. Not urllib3: AWS changes its version at any time, and the trace exporter is
#: tested with the pinned version, which botocore also accepts.
RUNTIME_HAS = frozenset(
    {"boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "snapshot-restore-py"}
)
#: Distributions that `agent_runtime.start.kept_out` keeps from being imported, and with them their own dependencies.
#: Their metadata is kept: the Agents SDK reads the version.
UNUSED = frozenset({"mcp", "mcp-types"})
_FOLDERS = {"__pycache__", "tests", "test", "doc", "docs", "examples"}
#: Type stubs, sources of other languages, and documentation. Licences have other suffixes.
_SUFFIXES = {".pyi", ".pyc", ".pxd", ".pyx", ".pyf", ".c", ".h", ".hpp", ".cpp", ".f", ".f90", ".proto", ".a", ".rst"}
#: Metadata files to keep: those that `importlib.metadata` reads (versions, entry points), and licences.
_METADATA = re.compile(r"METADATA|entry_points\.txt|licenses/.*|(LICEN[CS]E|COPYING|NOTICE|AUTHORS).*")
#: Large parts of single packages that no function imports.
_PARTS = re.compile(
    r"numpy/(f2py|_pyinstaller|_core/include|_core/lib)/"
    r"|numpy/_core/_(multiarray|umath|rational|operand_flag|struct_ufunc)_tests\..*"
)


def travels(path: str) -> bool:
    """Whether a file goes into the layer. `path` is relative to the import folder."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or pure.parts[0] == "bin":
        return False
    if is_metadata(path):
        return bool(_METADATA.fullmatch("/".join(pure.parts[1:])))
    if pure.parts[0].endswith("-stubs") or pure.name == "py.typed":
        return False
    return _FOLDERS.isdisjoint(pure.parts[:-1]) and pure.suffix not in _SUFFIXES and not _PARTS.match(path)


def is_metadata(path: str) -> bool:
    """Whether a file belongs to a distribution's metadata."""
    return path.partition("/")[0].endswith(".dist-info")
