"""What was read from a file, and the portfolio that it makes."""

from __future__ import annotations

from api.portfolio_view import PortfolioView
from imports.compared import Compared
from imports.result import ImportedFile


class ImportView(ImportedFile):
    file: str
    totals: tuple[Compared, ...]
    """What the file states beside what was read, for each account and for the whole file."""
    replaces: tuple[str | None, ...]
    """For each account of the file, the id of the stored account whose cash and positions it replaces; null for a new
    account."""
    portfolio: PortfolioView
    """With the file's accounts: as it would be, or as it is stored now."""
    changes: bool
    """Whether the stored portfolio is another one without the file."""
    stored: bool
