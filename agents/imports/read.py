"""Reads a broker's file: the entrance for the API and for `alex import`."""

from __future__ import annotations

from imports.formats import FORMATS
from imports.result import ImportedFile, ImportRefused
from imports.source import Source
from imports.totals import disagreements, not_compared


def read_file(name: str, content: bytes) -> ImportedFile:
    """Recognises the format by the content, reads the file, and compares the totals that it states.

    Args:
        name: file name, for messages only.
        content: the file's bytes.

    Raises:
        ImportRefused: no format recognises it, it is damaged, or it is no list of holdings.
    """
    source = Source(name, content)
    for each in FORMATS:
        if each.recognises(source):
            return _checked(each.read(source))
    raise ImportRefused(f"{name} has the shape of no file that can be imported: see docs/portfolios.md")


def _checked(result: ImportedFile) -> ImportedFile:
    """With what its totals say: where they differ from what was read, and where nobody can tell."""
    return result.model_copy(
        update={
            "disagreements": (*result.disagreements, *disagreements(result)),
            "warnings": (*result.warnings, *not_compared(result)),
        }
    )
