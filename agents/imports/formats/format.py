"""What each format module offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imports.files.source import Source
from imports.result import ImportedFile


@dataclass(frozen=True)
class Format:
    title: str
    """`Fidelity positions (CSV)`."""
    recognises: Callable[[Source], bool]
    """Looks at the content only; quick, and never raises for content of another kind."""
    read: Callable[[Source], ImportedFile]
    """Raises ImportRefused."""
