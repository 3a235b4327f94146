import { between } from "../format/times";
import type { JobSummary } from "./jobs";

/** What an analysis usually takes, from the user's own earlier ones. */
export interface Estimate {
  readonly milliseconds: number;
  /** USD. */
  readonly cost: number;
  /** How many analyses it comes from. */
  readonly from: number;
}

/** Medians of the completed analyses; undefined if there are none. */
export function estimate(earlier: readonly JobSummary[]): Estimate | undefined {
  const ended = earlier.filter((job) => job.status === "completed");
  const times = ended.map((job) => between(job.created_at, job.finished_at)).filter((time) => time !== undefined);
  if (times.length === 0) return undefined;
  const costs = ended.map((job) => Number(job.cost_usd)).filter(Number.isFinite);
  return { milliseconds: median(times), cost: median(costs), from: times.length };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
