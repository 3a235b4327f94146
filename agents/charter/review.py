"""The checks of a run's charts, and the charts that are delivered: those that hold."""

from __future__ import annotations

from collections.abc import Sequence

from agent_runtime.portfolio.snapshot import Portfolio
from charter.models import Chart, ChartSet
from charter.plain_charts import plain_charts
from charter.salvage import Salvaged
from charter.validators import chart_problems, distinct, exact, problems_of
from charter.words import ChartWords
from client_texts.faithful_text import MOST_NAMED, Written


class ChartReview:
    """The checks of the charts of one portfolio."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._words = ChartWords(portfolio)

    def problems(self, answer: ChartSet) -> list[str]:
        """Mistakes of the charts, as sentences for the model; empty for good ones."""
        charts = answer.model_copy(update={"charts": distinct(answer.charts)})
        form = answer.wrong if isinstance(answer, Salvaged) else []
        words = [problem for chart in charts.charts for problem in self._words.problems(chart)]
        return [*form, *chart_problems(charts, self._portfolio), *words][:MOST_NAMED]

    def delivered(self, answers: Sequence[ChartSet]) -> tuple[ChartSet, float, Written]:
        """What is delivered of the model's answers; its last comes last.

        Returns:
            The charts; the share of figures and claims in their words that matched before they were put right; how they
            came about.
        """
        if answers and not self.problems(answers[-1]):
            charts = [exact(chart, self._portfolio) for chart in distinct(answers[-1].charts)]
            written = Written.CORRECTED if len(answers) > 1 else Written.AS_WRITTEN
            return ChartSet(rationale=self._words.reason(answers[-1].rationale), charts=charts), 1.0, written
        held = [(answer, self._good(answer)) for answer in reversed(answers)]
        answer, good = max(held, key=lambda each: len(each[1]), default=(None, []))
        if answer is None or not good:
            return plain_charts(self._portfolio), 0.0, Written.BY_CODE
        matched, stated = map(sum, zip(*(self._words.stated(chart) for chart in good), strict=True))
        charts = [self._words.put_right(exact(chart, self._portfolio)) for chart in good]
        share = matched / stated if stated else 1.0
        return ChartSet(rationale=self._words.reason(answer.rationale), charts=charts), share, Written.REPAIRED

    def _good(self, answer: ChartSet) -> list[Chart]:
        """The charts whose data hold."""
        return [chart for chart in distinct(answer.charts) if not problems_of(chart, self._portfolio)]
