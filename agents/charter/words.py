"""Holds the words of charts, their titles and descriptions, to the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_runtime.agent.prose import instruction_problems, markup_problems, reason_or
from agent_runtime.agent.wording import plain
from agent_runtime.portfolio.described import described
from agent_runtime.portfolio.exposure import REST, Dimension, slices
from agent_runtime.portfolio.snapshot import Portfolio
from charter.models import Chart
from charter.plain_charts import PLAIN_REASON, TITLES, plain_description
from charter.validators import dimension_of

if TYPE_CHECKING:
    from faithfulness import Facts, Verdict

_FIELDS = {
    Dimension.ACCOUNT: "accounts",
    Dimension.ASSET_CLASS: "asset_classes",
    Dimension.REGION: "regions",
    Dimension.SECTOR: "sectors",
    Dimension.POSITION: "top_holdings",
}


class ChartWords:
    """The checks of the words around one run's charts."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._facts: dict[float, Facts] = {}
        self._verdicts: dict[tuple[str, float], Verdict] = {}

    def problems(self, chart: Chart) -> list[str]:
        """What does not match in title and description, as sentences for the model."""
        problems = [*self._unfit(chart, chart.title), *self._unfit(chart, chart.description)]
        return [f"{chart.key}: {problem}" for problem in problems]

    def reason(self, written: str) -> str:
        """Why the model chose its charts, or a plain sentence where that does not hold."""
        from faithfulness import check

        names = [account.name for account in self._portfolio.accounts]
        reason = reason_or(PLAIN_REASON, written, names)
        return PLAIN_REASON if check(self._plain(reason), self._facts_with(0.0)).problems else reason

    def stated(self, chart: Chart) -> tuple[int, int]:
        """Figures and claims of its words: how many match, and how many there are."""
        verdicts = [self._verdict(chart, text) for text in (chart.title, chart.description)]
        checked = [one for verdict in verdicts for one in (*verdict.figures, *verdict.claims) if one.state != "free"]
        return sum(one.state == "matched" for one in checked), len(checked)

    def put_right(self, chart: Chart) -> Chart:
        """The chart with words that hold: wrong figures replaced, wrong sentences left out."""
        title = self._repaired(chart, chart.title) or TITLES.get(dimension_of(chart), "Largest positions")
        description = self._repaired(chart, chart.description) or plain_description(chart.data)
        return chart.model_copy(update={"title": title[:80], "description": description[:400]})

    def _repaired(self, chart: Chart, text: str) -> str:
        from faithfulness import mend

        if not self._unfit(chart, text):
            return text
        heading = _heading(chart)
        repaired = mend(self._shown(chart, text), self._of(chart)).text[len(heading) :].strip()
        return "" if self._unfit(chart, repaired) else repaired

    def _unfit(self, chart: Chart, text: str) -> list[str]:
        plain = self._plain(text)
        return [*markup_problems(plain), *instruction_problems(plain), *self._verdict(chart, text).problems]

    def _verdict(self, chart: Chart, text: str) -> Verdict:
        from faithfulness import check

        shown, rest = self._shown(chart, text), _rest_of(chart)
        if (shown, rest) not in self._verdicts:
            self._verdicts[shown, rest] = check(shown, self._facts_with(rest))
        return self._verdicts[shown, rest]

    def _shown(self, chart: Chart, text: str) -> str:
        """The text below its heading. Markup in the names of accounts is the client's, and not that of the text."""
        return _heading(chart) + self._plain(text)

    def _plain(self, text: str) -> str:
        for account in self._portfolio.accounts:
            text = text.replace(account.name, plain(account.name))
        return text

    def _of(self, chart: Chart) -> Facts:
        """The portfolio's facts, and the share of the rest in this chart."""
        return self._facts_with(_rest_of(chart))

    def _facts_with(self, rest: float) -> Facts:
        from faithfulness import Kind, facts_of_portfolio

        if rest and rest not in self._facts:
            self._facts[rest] = self._facts_with(0.0).also(Kind.PERCENT, rest, "share of the rest")
        elif rest not in self._facts:
            given = described(self._portfolio) | {"goal": None}
            tables = {
                field: [part.model_dump() for part in slices(self._portfolio, dimension)]
                for dimension, field in _FIELDS.items()
            }
            self._facts[rest] = facts_of_portfolio(given, tables)
        return self._facts[rest]


def _rest_of(chart: Chart) -> float:
    return next((point.percentage for point in chart.data if point.name == REST), 0.0)


def _heading(chart: Chart) -> str:
    """Says what a title or a description is about, which its reader sees in the chart."""
    return f"## By {dimension_of(chart).replace('_', ' ')}\n\n"
