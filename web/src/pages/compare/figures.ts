import type { Job } from "../../api/jobs";
import { between } from "../../format/times";
import { chartsOf } from "../../results/charts";
import { type Projection, projectionOf } from "../../results/projection";
import { reportOf } from "../../results/report";

/** What of an analysis can be compared; undefined where it has no such figure. */
export interface Figures {
  readonly value: number | undefined;
  readonly currency: string;
  readonly positions: number | undefined;
  /** Percent by asset class. */
  readonly allocation: ReadonlyMap<string, number>;
  readonly projection: Projection | undefined;
  readonly milliseconds: number | undefined;
  readonly cost: number;
  readonly words: number | undefined;
  readonly charts: number | undefined;
}

export function figures(job: Job): Figures {
  const charts = chartsOf(job.results);
  const projection = projectionOf(job.results);
  const classes = charts?.charts.find((chart) => chart.key.includes("asset_class"));
  return {
    value: job.value ? Number(job.value.amount) : projection?.assumptions.startingValue,
    currency: job.value?.currency ?? "USD",
    positions: job.positions ?? undefined,
    allocation: new Map(classes?.data.map((slice) => [slice.name, slice.percentage])),
    projection,
    milliseconds: between(job.started_at ?? job.created_at, job.finished_at),
    cost: Number(job.cost_usd),
    words: reportOf(job.results)?.words,
    charts: charts?.charts.length,
  };
}
