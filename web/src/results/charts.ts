import { fields, finite, list, text } from "./guards";
import { type Origin, originOf } from "./report";

export interface Slice {
  readonly name: string;
  readonly value: number;
  /** Of the whole portfolio. */
  readonly percentage: number;
}

export type ChartType = "pie" | "donut" | "bar" | "horizontal_bar";

export interface ChartData {
  readonly key: string;
  readonly title: string;
  readonly type: ChartType;
  readonly description: string;
  readonly data: readonly Slice[];
}

export interface ChartSet {
  readonly charts: readonly ChartData[];
  readonly origin: Origin;
}

/** Undefined if there is no chart with anything to draw. */
export function chartsOf(results: unknown): ChartSet | undefined {
  const found = fields(fields(results).charter);
  const charts = list(found.charts)
    .map(chart)
    .filter((one) => one.data.length > 0);
  return charts.length > 0 ? { charts, origin: originOf(found) } : undefined;
}

function chart(one: unknown, position: number): ChartData {
  const found = fields(one);
  const data = list(found.data)
    .map(slice)
    .filter((part) => part !== undefined);
  return {
    key: `${position}-${text(found.key)}`,
    title: text(found.title) || "Chart",
    type: typeOf(found.type, data),
    description: text(found.description),
    data,
  };
}

function slice(one: unknown): Slice | undefined {
  const found = fields(one);
  const value = finite(found.value);
  const percentage = finite(found.percentage);
  if (value === undefined && percentage === undefined) return undefined;
  return { name: text(found.name), value: value ?? 0, percentage: percentage ?? 0 };
}

/** Bars for a type that nobody knows, and where something is owed: no circle has a negative part. */
function typeOf(found: unknown, data: readonly Slice[]): ChartType {
  const round = found === "pie" || found === "donut";
  if (round && data.some((part) => part.value < 0)) return "horizontal_bar";
  return round || found === "bar" ? found : "horizontal_bar";
}
