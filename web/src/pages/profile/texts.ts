/** The profile as it is typed, and as it is stored. */
import type { Profile, ProfileBody } from "../../api/user";

type Goal = NonNullable<ProfileBody["goal"]>;

export interface Texts {
  readonly name: string;
  readonly notes: string;
  readonly years: string;
  readonly income: string;
  readonly contribution: string;
}

export function textsOf({ display_name, notes, goal }: Profile): Texts {
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  return {
    name: display_name,
    notes,
    years: text(goal?.years_until_retirement),
    income: text(goal?.target_annual_income),
    contribution: text(goal?.annual_contribution),
  };
}

/** Whether there is a goal: all of it empty means none. */
export function hasGoal({ years, income, contribution }: Texts): boolean {
  return [years, income, contribution].some((text) => text.trim() !== "");
}

/** What is typed, for the API. It judges limits; what is no number goes as it is, and comes back with its field. */
export function bodyOf(texts: Texts): ProfileBody {
  const goal = {
    years_until_retirement: numeric(texts.years),
    target_annual_income: numeric(texts.income),
    annual_contribution: texts.contribution.trim() === "" ? 0 : numeric(texts.contribution),
  };
  return { display_name: texts.name, notes: texts.notes, goal: hasGoal(texts) ? (goal as Goal) : null };
}

/** `1,200.50` as 1200.5: digit groups are for reading. */
function numeric(text: string): number | string {
  const plain = text.trim().replace(/[\s,’'](?=\d{3}(\D|$))/g, "");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : text;
}
