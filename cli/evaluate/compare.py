"""`alex evaluate --compare`: two saved results side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Group, RenderableType
from rich.text import Text

from cli.evaluate.result import STARTED, Evaluation, Row, Totals
from cli.evaluate.view import UNKNOWN
from cli.shared.errors import UserError
from cli.shared.process.output import CommandConsole, print_json
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain

_HINT = "save one: alex evaluate --json > FILE"
Value = float | str | None


@dataclass(frozen=True)
class Figure:
    """One figure of both results."""

    name: str
    one: Value
    other: Value
    digits: int = 0

    @property
    def difference(self) -> float | None:
        """Of numbers, the second less the first."""
        if isinstance(self.one, int | float) and isinstance(self.other, int | float):
            return self.other - self.one
        return None


def show_comparison(one: Path, other: Path, *, as_json: bool) -> None:
    """Prints the totals of both, and each portfolio's figures that differ. Raises UserError for a wrong file."""
    first, second = read_evaluation(one), read_evaluation(other)
    if as_json:
        print_json(comparison_json(first, second))
    else:
        CommandConsole(highlight=False).print(comparison_view(first, second, (one.stem, other.stem)))


def read_evaluation(file: Path) -> Evaluation:
    """Raises UserError."""
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        if isinstance(content, dict):
            content.pop("totals", None)
        return Evaluation.model_validate(content)
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}", _HINT) from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise UserError(f"{file}: is not a result of `alex evaluate --json`", _HINT) from error


def total_figures(one: Totals, other: Totals) -> list[Figure]:
    """The totals that a choice depends on; shares in percent, cost in US dollars for each analysis."""

    def figure(name: str, of: Callable[[Totals], Value], digits: int = 0) -> Figure:
        return Figure(name, of(one), of(other), digits)

    shares = [figure(f"{outcome}, %", lambda each, outcome=outcome: 100 * each.share(outcome)) for outcome in STARTED]
    return [
        figure("analyses", lambda each: each.analyses),
        *shares,
        figure("faithfulness, lowest", lambda each: each.lowest_faithfulness, 4),
        figure("faithfulness, mean", lambda each: each.mean_faithfulness, 4),
        figure("classifications that sum to 100, %", _summing),
        figure("retries", lambda each: each.retries),
        figure("seconds per analysis", lambda each: each.per_analysis(each.seconds), 1),
        figure("tokens per analysis", lambda each: each.per_analysis(each.tokens)),
        figure("USD per analysis", lambda each: None if each.is_unpriced else each.per_analysis(each.cost_usd), 4),
    ]


def _summing(each: Totals) -> float | None:
    return 100 * each.classifications_summing_to_100 / each.classifications if each.classifications else None


def row_figures(one: Row | None, other: Row | None) -> list[Figure]:
    """Figures of one portfolio that differ; only the outcome if one result lacks it. Seconds differ at each run."""

    def figure(name: str, of: Callable[[Row], Value], digits: int = 0) -> Figure:
        return Figure(name, of(one) if one else None, of(other) if other else None, digits)

    if one is None or other is None:
        return [figure("outcome", lambda row: row.outcome)]
    every = [
        figure("outcome", lambda row: row.outcome),
        figure("faithfulness", lambda row: row.faithfulness, 4),
        figure("classifications", lambda row: row.classifications),
        figure("of these, sum to 100", lambda row: row.classifications_summing_to_100),
        figure("retries", lambda row: row.retries),
        figure("tokens", lambda row: row.tokens),
        figure("USD", lambda row: None if row.unpriced_models else row.cost_usd, 4),
    ]
    return [each for each in every if each.one != each.other]


def _pairs(one: Evaluation, other: Evaluation) -> list[tuple[str, Row | None, Row | None]]:
    """The portfolios of either, in the order of the first."""
    first, second = ({row.portfolio: row for row in each.rows} for each in (one, other))
    return [(name, first.get(name), second.get(name)) for name in {**first, **second}]


def comparison_view(one: Evaluation, other: Evaluation, names: tuple[str, str]) -> RenderableType:
    """
    Args:
        names: headings of the columns.
    """
    models = Text("\n").join(plain(f"{name}: {each.model}") for name, each in zip(names, (one, other), strict=True))
    headings = names if names[0] != names[1] else ("first", "second")
    totals = Sheet(Column("figure", least=20), *figures(*headings, "difference"))
    for figure in total_figures(one.totals, other.totals):
        totals.add_row(figure.name, *_cells(figure))
    differing = Sheet(Column("portfolio", least=15), Column("figure", least=12), *figures(*headings, "difference"))
    pairs = [(name, row_figures(first, second)) for name, first, second in _pairs(one, other)]
    for name, found in pairs:
        for figure in found:
            differing.add_row(plain(name), figure.name, *_cells(figure))
        differing.add_section()
    same = Text("No portfolio differs, except in seconds.")
    return Group(models, totals, differing if any(found for _, found in pairs) else same)


def _cells(figure: Figure) -> list[str]:
    difference = figure.difference
    change = "" if difference is None else f"{difference:+,.{figure.digits}f}"
    is_none = difference is not None and not round(difference, figure.digits)
    return [_cell(figure.one, figure.digits), _cell(figure.other, figure.digits), "" if is_none else change]


def _cell(value: Value, digits: int) -> str:
    if value is None:
        return UNKNOWN
    return value if isinstance(value, str) else f"{value:,.{digits}f}"


def comparison_json(one: Evaluation, other: Evaluation) -> dict[str, Any]:
    """`totals` by figure, and `portfolios` with what differs: `[first, second]` each."""
    return {
        "models": [one.model, other.model],
        "totals": {figure.name: [figure.one, figure.other] for figure in total_figures(one.totals, other.totals)},
        "portfolios": {
            name: {figure.name: [figure.one, figure.other] for figure in found}
            for name, first, second in _pairs(one, other)
            if (found := row_figures(first, second))
        },
    }
