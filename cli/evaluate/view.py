"""An evaluation on the terminal: one row per portfolio, sums and means below, then what was not as it should be."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from cli.evaluate.result import STARTED, Evaluation, Outcome, Row, Totals
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain

UNKNOWN = "–"
STYLES: dict[Outcome, str] = {
    "completed": "green",
    "degraded": "yellow",
    "partial": "yellow",
    "failed": "bold red",
    "lost": "bold red",
    "refused": "dim",
}
LEAST_NAME_WIDTH = 15
MANY_SECONDS = 100


def evaluation_view(evaluation: Evaluation) -> RenderableType:
    """The table, the shares of the outcomes, and a note for each row that has one."""
    return Group(_heading(evaluation), _table(evaluation), _shares(evaluation.totals), *_notes(evaluation.rows))


def _heading(evaluation: Evaluation) -> Text:
    heading = plain(f"Model: {evaluation.model}")
    if evaluation.models:
        heading.append(f" ({plain(', '.join(evaluation.models)).plain})")
    if evaluation.misbehave:
        heading.append(f", misbehaving: {plain(', '.join(evaluation.misbehave)).plain}")
    return heading


def _table(evaluation: Evaluation) -> Sheet:
    """`sums`: share of the tagger's classifications whose splits sum to 100 %."""
    sheet = Sheet(
        Column("portfolio", least=LEAST_NAME_WIDTH),
        Column("outcome"),
        *figures("faithful", "sums", "retries", "sec", "tokens", "USD", spare=("sums", "tokens", "retries")),
    )
    for row in evaluation.rows:
        sheet.add_row(plain(row.portfolio), Text(row.outcome, style=STYLES[row.outcome]), *_figures(row))
    sheet.add_section()
    for cells in _sums(evaluation.totals):
        sheet.add_row(*cells, style="bold")
    return sheet


def _figures(row: Row) -> list[str]:
    if not row.is_started:
        return [UNKNOWN] * 6
    return [
        ratio(row.faithfulness),
        percent(row.classifications_summing_to_100, row.classifications),
        f"{row.retries:,}",
        UNKNOWN if row.seconds is None else seconds(row.seconds),
        f"{row.tokens:,}",
        cost(row.cost_usd, is_unpriced=bool(row.unpriced_models)),
    ]


def _sums(all_of: Totals) -> list[list[str]]:
    """Two rows: the totals, and the means per analysis; faithfulness has its lowest value, and its mean."""
    sums = percent(all_of.classifications_summing_to_100, all_of.classifications)
    mean = all_of.per_analysis
    total = [
        f"{all_of.analyses} analyses",
        "lowest",
        ratio(all_of.lowest_faithfulness),
        sums,
        f"{all_of.retries:,}",
        seconds(all_of.seconds),
        f"{all_of.tokens:,}",
        cost(all_of.cost_usd, is_unpriced=all_of.is_unpriced),
    ]
    each = [
        "per analysis",
        "mean",
        ratio(all_of.mean_faithfulness),
        "",
        f"{mean(all_of.retries):.1f}",
        seconds(mean(all_of.seconds)),
        f"{mean(all_of.tokens):,.0f}",
        cost(mean(all_of.cost_usd), is_unpriced=all_of.is_unpriced),
    ]
    return [total, each]


def _shares(all_of: Totals) -> Text:
    """E.g. `90 % completed, 0 % degraded, 10 % partial, 0 % failed, 0 % lost`."""
    return Text(", ".join(f"{all_of.share(outcome):.0%} {outcome}".replace("%", " %") for outcome in STARTED))


def _notes(rows: tuple[Row, ...]) -> list[Text]:
    return [
        Text.assemble((plain(row.portfolio).plain, "bold"), ": ", plain(note))
        for row in rows
        for note in ((f"refused: {each}" if row.outcome == "refused" else each) for each in row.notes)
    ]


def ratio(value: float | None) -> str:
    """Rounded down, so that nothing below the threshold looks as if it reached it."""
    return UNKNOWN if value is None else f"{int(value * 1000) / 1000:.3f}"


def seconds(value: float) -> str:
    return f"{value:.1f}" if value < MANY_SECONDS else f"{value:,.0f}"


def percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}".replace("%", " %") if whole else UNKNOWN


def cost(usd: float, *, is_unpriced: bool) -> str:
    """A model without a known price has no cost, which is something else than 0."""
    return UNKNOWN if is_unpriced else f"{usd:.4f}"
