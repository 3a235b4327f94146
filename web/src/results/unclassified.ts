import type { ChartSet } from "./charts";

/** Percent of the portfolio whose asset class is not known, by the chart that shows classes; 0 without one. */
export function unclassifiedShare(set: ChartSet | undefined): number {
  const classes = set?.charts.find((chart) => chart.key.includes("asset_class"));
  return classes?.data.find((slice) => slice.name.toLowerCase() === "unclassified")?.percentage ?? 0;
}
