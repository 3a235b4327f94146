/** Two analyses as rows of a table, with the difference of each figure in words. */
import type { Job } from "../../api/jobs";
import { cost, counted, money, number, percent } from "../../format/amounts";
import { duration } from "../../format/times";
import type { Figures } from "./figures";

export interface Row {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** How the second differs from the first; empty where there is nothing to compare. */
  readonly change: string;
}

export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

export type Pair = readonly [Figures, Figures];

/** Groups without any figure are left out. */
export function groups(pair: Pair): readonly Group[] {
  const all = [
    { title: "Portfolio", rows: portfolio(pair) },
    { title: "Allocation by asset class", rows: allocation(pair) },
    { title: "Retirement", rows: retirement(pair) },
    { title: "The analysis itself", rows: effort(pair) },
  ];
  return all.filter((group) => group.rows.length > 0);
}

function portfolio([a, b]: Pair): readonly Row[] {
  // Amounts in two currencies have no difference.
  const same = a.currency === b.currency;
  return rows(
    row("Value", a.value, b.value, (amount, side) => whole(amount, side === "b" ? b.currency : a.currency), {
      change: same ? (by) => whole(by, a.currency) : undefined,
    }),
    row("Positions", a.positions, b.positions, (count) => number(count)),
  );
}

function allocation([a, b]: Pair): readonly Row[] {
  const names = [...new Set([...a.allocation.keys(), ...b.allocation.keys()])];
  const known = a.allocation.size > 0 && b.allocation.size > 0;
  // Where a chart exists, a class that it does not name has no share.
  const share = (figures: Figures, name: string) => figures.allocation.get(name) ?? (known ? 0 : undefined);
  return rows(...names.map((name) => row(name, share(a, name), share(b, name), percentage, { change: points })));
}

function retirement([a, b]: Pair): readonly Row[] {
  const [first, second] = [a.projection, b.projection];
  const [plan, other] = [first?.assumptions, second?.assumptions];
  return rows(
    row("Success rate", first?.successRate, second?.successRate, percentage, { change: points }),
    row("Its margin of error", first?.marginOfError, second?.marginOfError, (error) => `± ${number(error)} points`),
    row("Middle balance at the end", first?.percentiles.p50, second?.percentiles.p50, dollars),
    row("Years until retirement", plan?.yearsUntilRetirement, other?.yearsUntilRetirement, (years) => number(years)),
    row("Income a year in retirement", plan?.annualIncome, other?.annualIncome, dollars),
    row("Saved a year until then", plan?.annualContribution, other?.annualContribution, dollars),
  );
}

function effort([a, b]: Pair): readonly Row[] {
  return rows(
    row("Took", a.milliseconds, b.milliseconds, duration),
    row("Cost", a.cost, b.cost, cost),
    row("Words in the report", a.words, b.words, (words) => number(words)),
    row("Charts", a.charts, b.charts, (charts) => number(charts)),
  );
}

type Shown = (figure: number, side?: "a" | "b") => string;

interface Options {
  /** Words for the size of a difference, `shown` if not given; undefined for none. */
  readonly change?: ((by: number) => string) | undefined;
}

function row(
  name: string,
  a: number | undefined,
  b: number | undefined,
  shown: Shown,
  options?: Options,
): Row | undefined {
  if (a === undefined && b === undefined) return undefined;
  const words = options ? options.change : shown;
  return {
    name,
    a: a === undefined ? "–" : shown(a, "a"),
    b: b === undefined ? "–" : shown(b, "b"),
    change: a === undefined || b === undefined || !words ? "" : difference(a, b, words),
  };
}

/** `more by $1,200`, `less by 2.3 points`, `the same`: words, because colour alone tells not everybody. */
function difference(a: number, b: number, words: (by: number) => string): string {
  const by = words(Math.abs(b - a));
  // Differences too small to be shown are none.
  if (by === words(0)) return "the same";
  return `${b > a ? "more" : "less"} by ${by}`;
}

function rows(...found: readonly (Row | undefined)[]): readonly Row[] {
  return found.filter((one) => one !== undefined);
}

const whole = (amount: number, currency: string) => money(amount, currency, { whole: true });
const dollars = (amount: number) => whole(amount, "USD");
const percentage = (share: number) => percent(share);
const points = (by: number) => counted(Math.round(by * 10) / 10, "point");

export function statusNote(job: Job): string | undefined {
  if (job.status === "failed") return "failed: it has no results";
  if (job.status === "partial") return "is not complete";
  return undefined;
}
