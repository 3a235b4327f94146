import type { Profile } from "../../api/user";
import { decimalOf, editable } from "../../format/exact";

/** As typed. */
export interface GoalFields {
  readonly years: string;
  readonly income: string;
  readonly contribution: string;
  /** Of the profile that was edited. */
  readonly etag: string;
}

export const LABELS = [
  ["years", "Years until retirement"],
  ["income", "Income in retirement, a year"],
  ["contribution", "Saved until then, a year"],
] as const;

/** Names in the API's messages. */
export const PATHS = {
  years: "goal.years_until_retirement",
  income: "goal.target_annual_income",
  contribution: "goal.annual_contribution",
} as const;

export function fieldsOf(goal: Profile["goal"], etag: string): GoalFields {
  return {
    years: goal ? String(goal.years_until_retirement) : "",
    income: goal ? editable(goal.target_annual_income) : "",
    contribution: goal ? editable(goal.annual_contribution ?? 0) : "",
    etag,
  };
}

/** What is no number goes to the API as it is typed, which refuses it with the field's name. */
export function goalOf({ years, income, contribution }: GoalFields): NonNullable<Profile["goal"]> {
  return {
    years_until_retirement: numeric(years),
    target_annual_income: numeric(income),
    annual_contribution: numeric(contribution || "0"),
  };
}

function numeric(typed: string): number {
  const text = decimalOf(typed);
  return text === undefined ? (typed as unknown as number) : Number(text);
}
