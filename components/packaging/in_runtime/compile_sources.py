"""Runs isolated in the runtime's interpreter: compiles sources from standard input to bytecode on standard output.

Uses only the standard library. Argument: the folder that tracebacks show. Standard input and output hold one
marshalled object (version 2, which every Python 3 reads): path to content in bytes. The bytecode's paths are those of
`__pycache__`, its invalidation mode is `unchecked-hash` (PEP 552). A source that cannot be compiled is named on
standard error, and the exit code is 1.
"""

from __future__ import annotations

import importlib.util
import marshal
import sys

_VERSION = 2
_UNCHECKED_HASH = (0b01).to_bytes(4, "little")


def bytecode(source: bytes, filename: str) -> bytes:
    """Content of a `.pyc` file of this interpreter. Raises SyntaxError or ValueError for what is no Python."""
    code = compile(source, filename, "exec", dont_inherit=True)
    header = importlib.util.MAGIC_NUMBER + _UNCHECKED_HASH + importlib.util.source_hash(source)
    return header + marshal.dumps(code)


def main(shown: str) -> int:
    sources: dict[str, bytes] = marshal.loads(sys.stdin.buffer.read())  # noqa: S302 - from the parent process
    compiled: dict[str, bytes] = {}
    for path, source in sources.items():
        try:
            code = bytecode(source, f"{shown}/{path}")
        except (SyntaxError, ValueError) as error:
            sys.stderr.write(f"{path}: {error}\n")
            return 1
        compiled[importlib.util.cache_from_source(path)] = code
    sys.stdout.buffer.write(marshal.dumps(compiled, _VERSION))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
