/** How the portfolio splits, as shares of its value. */
import type { Portfolio } from "../../api/portfolio";
import { positionsOf } from "../../api/portfolio";
import { INSTRUMENT_KINDS } from "../../format/words";
import type { Slice } from "../../results/charts";

const MOST_SLICES = 7;

/** Of positions and cash that have a value, by what they are. */
export function byKind(portfolio: Portfolio): readonly Slice[] {
  const cash = portfolio.accounts.flatMap((account) => account.cash.map((each) => amount(each.value_in_base)));
  const values = positionsOf(portfolio).map((each): Part => [INSTRUMENT_KINDS[each.kind], amount(each.value_in_base)]);
  return slices([...values, ["Cash", cash.reduce((sum, value) => sum + value, 0)]]);
}

export function byAccount(portfolio: Portfolio): readonly Slice[] {
  return slices(portfolio.accounts.map((each): Part => [each.name, amount(each.value_in_base)]));
}

export function byPosition(portfolio: Portfolio): readonly Slice[] {
  return slices(positionsOf(portfolio).map((each): Part => [each.symbol || each.name, amount(each.value_in_base)]));
}

type Part = readonly [name: string, value: number];

/** For shares only: what is shown as money stays exact. */
function amount(value: number | string | null): number {
  return Number(value ?? 0);
}

/** Largest first; the smallest together as one. What is owed has no share. */
function slices(parts: readonly Part[]): readonly Slice[] {
  const sums = new Map<string, number>();
  for (const [name, value] of parts) sums.set(name, (sums.get(name) ?? 0) + value);
  const sorted = [...sums].filter(([, value]) => value > 0).sort(([, one], [, other]) => other - one);
  const total = sorted.reduce((sum, [, value]) => sum + value, 0);
  const rest = sorted.slice(MOST_SLICES).reduce((sum, [, value]) => sum + value, 0);
  const shown = sorted.slice(0, MOST_SLICES);
  if (rest > 0) shown.push([`${sorted.length - MOST_SLICES} more`, rest]);
  return shown.map(([name, value]) => ({ name, value, percentage: (100 * value) / total }));
}
