/** The retirement specialist's figures (docs/projection.md). Amounts are of today: inflation is taken out. */
import { fields, finite, list, numbers, text } from "./guards";
import { type Origin, originOf } from "./report";

export interface Year {
  /** 1 is the year that starts today. */
  readonly year: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface Projection {
  readonly explanation: string;
  /** Percent of futures in which the money lasts. */
  readonly successRate: number;
  /** Percentage points; undefined for projections from before it existed. */
  readonly marginOfError: number | undefined;
  /** Balance at the end of the plan, by `p10`, `p25`, `p50`, `p75`, `p90`. */
  readonly percentiles: Readonly<Record<string, number>>;
  readonly yearly: readonly Year[];
  readonly assumptions: Assumptions;
  readonly origin: Origin;
}

export interface Assumptions {
  readonly paths: number | undefined;
  readonly yearsUntilRetirement: number | undefined;
  readonly yearsInRetirement: number | undefined;
  readonly startingValue: number | undefined;
  readonly annualContribution: number | undefined;
  readonly annualIncome: number | undefined;
  readonly meanRealReturn: number | undefined;
  readonly volatility: number | undefined;
  readonly inflation: number | undefined;
  /** Percent by asset class. */
  readonly mix: Readonly<Record<string, number>>;
  readonly note: string;
}

/** Undefined without a success rate. */
export function projectionOf(results: unknown): Projection | undefined {
  const found = fields(fields(results).retirement);
  const successRate = finite(found.success_rate);
  if (successRate === undefined) return undefined;
  return {
    explanation: text(found.explanation),
    successRate,
    marginOfError: finite(found.margin_of_error),
    percentiles: numbers(found.percentiles),
    yearly: list(found.yearly)
      .map(year)
      .filter((one) => one !== undefined),
    assumptions: assumptions(found.assumptions),
    origin: originOf(found),
  };
}

function year(one: unknown): Year | undefined {
  const { year: number, p10, p50, p90 } = numbers(one);
  if (number === undefined || p10 === undefined || p50 === undefined || p90 === undefined) return undefined;
  return { year: number, p10, p50, p90 };
}

function assumptions(found: unknown): Assumptions {
  const figures = numbers(found);
  return {
    paths: figures.paths,
    yearsUntilRetirement: figures.years_until_retirement,
    yearsInRetirement: figures.years_in_retirement,
    startingValue: figures.starting_value,
    annualContribution: figures.annual_contribution,
    annualIncome: figures.annual_income,
    meanRealReturn: figures.mean_real_return,
    volatility: figures.volatility,
    inflation: figures.inflation,
    mix: numbers(fields(found).mix),
    note: text(fields(found).note),
  };
}
