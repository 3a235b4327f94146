import { ChartFigure } from "../../charts/chart";
import type { ChartSet } from "../../results/charts";

export function Charts({ set, currency }: { set: ChartSet; currency: string }) {
  return (
    <section id="charts" aria-labelledby="charts-title" tabIndex={-1}>
      <h2 id="charts-title">Charts</h2>
      <div class="charts">
        {set.charts.map((chart) => (
          <ChartFigure key={chart.key} chart={chart} currency={currency} />
        ))}
      </div>
    </section>
  );
}
