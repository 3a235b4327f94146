"""Compiled classes of pulumi-aws's files of nested types, one by one, kept for the next run.

Such a file has up to 50,000 lines and hundreds of classes, of which a program uses a few.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import re
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import CodeType
from typing import Any

#: A class with its decorator. Everything before the first one is imports.
_CLASS = re.compile(r"^(?:@pulumi\.(?:input|output)_type\n)?class (\w+)", re.MULTILINE)
_QUOTED = re.compile(r"'(?:outputs\.)?(\w+)'")
_HEAD = ""


@dataclass
class Segments:
    """One file. The names of its classes, and their code, which is compiled when it is asked for.

    Args:
        file: the source.
        codes: what earlier runs compiled of it, by class. The empty name is the part before the first class.
        quotes: names in quotes, by class.
        names: of all classes; None if no run has read the file.
    """

    file: Path
    codes: dict[str, CodeType] = field(default_factory=dict[str, CodeType])
    quotes: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    names: frozenset[str] | None = None
    is_new: bool = False

    def has(self, name: str) -> bool:
        if self.names is None:
            self.names, self.is_new = frozenset(self._places) - {_HEAD}, True
        return name in self.names

    def head(self) -> CodeType:
        return self.code(_HEAD)

    def code(self, name: str) -> CodeType:
        if name not in self.codes:
            start, end = self._places[name]
            padding = "\n" * self._text.count("\n", 0, start)
            # Without docstrings, which are most of the text.
            self.codes[name] = compile(
                padding + self._text[start:end], str(self.file), "exec", optimize=2, dont_inherit=True
            )
            self.is_new = True
        return self.codes[name]

    def quoted(self, name: str) -> tuple[str, ...]:
        """Names in quotes in a class: types that it may refer to."""
        if not self.has(name):
            return ()
        if name not in self.quotes:
            start, end = self._places[name]
            self.quotes[name], self.is_new = tuple(dict.fromkeys(_QUOTED.findall(self._text, start, end))), True
        return self.quotes[name]

    @cached_property
    def _text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        starts = list(_CLASS.finditer(self._text))
        ends = [*(start.start() for start in starts), len(self._text)]
        places = {start[1]: (start.start(), end) for start, end in zip(starts, ends[1:], strict=True)}
        return places | {_HEAD: (0, ends[0])}


class SegmentCache:
    """The segments of all files, in one file of this machine that is worth nothing elsewhere.

    Args:
        file: need not exist. Nothing fails if it cannot be read or written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._used: dict[str, Segments] = {}
        self._stored: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            self._stored = marshal.loads(file.read_bytes())  # noqa: S302 - written by this class, beside the packages

    def of(self, file: Path) -> Segments:
        """Segments of a source. Those of another version of it are forgotten."""
        key = self._key(file)
        if key not in self._used:
            stored = self._stored.get(key)
            self._used[key] = Segments(file, *stored) if stored else Segments(file)
        return self._used[key]

    def save(self) -> None:
        if not any(segments.is_new for segments in self._used.values()):
            return
        content = self._stored | {key: (it.codes, it.quotes, it.names) for key, it in self._used.items()}
        new = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(marshal.dumps(content))
            new.replace(self._file)

    def _key(self, file: Path) -> str:
        status = file.stat()
        return f"{sys.implementation.cache_tag} {file} {status.st_size} {status.st_mtime_ns}"
