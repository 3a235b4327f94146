import { useMemo } from "preact/hooks";
import { money, percent } from "../format/amounts";
import type { ChartData } from "../results/charts";
import { Canvas } from "./canvas";
import { categories, described } from "./categories";
import type { Colours } from "./colours";

interface Props {
  readonly chart: ChartData;
  readonly currency: string;
}

/** A chart of the chart maker: drawing, what to see in it, and its table. */
export function ChartFigure({ chart, currency }: Props) {
  const draw = useMemo(() => (colours: Colours) => categories(chart, colours, currency), [chart, currency]);
  const points = chart.data.map((slice) => ({ text: `${slice.name}: ${described(slice, currency)}` }));
  const round = chart.type === "pie" || chart.type === "donut";
  const shape = round ? "round" : chart.type === "bar" ? "bars" : "rows";
  return (
    <figure class="chart card">
      <figcaption>
        <h3>{chart.title}</h3>
        <p>{chart.description}</p>
      </figcaption>
      <Canvas label={chart.title} configure={draw} points={points} shape={shape} />
      <ChartTable chart={chart} currency={currency} marked={round} />
    </figure>
  );
}

/** A circle's table is its legend too. */
function ChartTable({ chart, currency, marked }: Props & { marked: boolean }) {
  return (
    <table class="figures">
      <caption class="hidden">{chart.title}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {chart.data.map((slice, index) => (
          <tr key={`${index}-${slice.name}`}>
            <th scope="row">
              {marked && <span class={`swatch series-${(index % 8) + 1}`} />}
              {slice.name}
            </th>
            <td>{money(slice.value, currency, { whole: true })}</td>
            <td>{percent(slice.percentage)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
