import { Field, problemOf } from "../../parts/field";
import type { Texts } from "./texts";

interface Props {
  readonly texts: Texts;
  readonly type: (changes: Partial<Texts>) => void;
  /** The API's answer to the last attempt. */
  readonly problem: unknown;
}

export function ProfileFields({ texts, type, problem }: Props) {
  return (
    <>
      <Field label="Display name" problem={problemOf(problem, "display_name")}>
        {(described) => (
          <input
            {...described}
            type="text"
            maxLength={200}
            autocomplete="name"
            value={texts.name}
            onInput={(event) => type({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field
        label="Notes for the agents"
        hint="What matters to you, in your own words: worries, plans, how much a fall would trouble you."
        problem={problemOf(problem, "notes")}
      >
        {(described) => (
          <textarea
            {...described}
            rows={4}
            maxLength={2000}
            value={texts.notes}
            onInput={(event) => type({ notes: event.currentTarget.value })}
          />
        )}
      </Field>
      <GoalFields texts={texts} type={type} problem={problem} />
    </>
  );
}

const GOAL = [
  { key: "years", name: "years_until_retirement", label: "Years until retirement", hint: "0 to 60" },
  { key: "income", name: "target_annual_income", label: "Income a year", hint: "In retirement, in today's money" },
  { key: "contribution", name: "annual_contribution", label: "Saved a year", hint: "Until retirement" },
] as const;

function GoalFields({ texts, type, problem }: Props) {
  const whole = problemOf(problem, "goal");
  const each = GOAL.map(({ name }) => problemOf(problem, `goal.${name}`));
  return (
    <fieldset class="goal">
      <legend>Retirement goal</legend>
      <p class="hint">Leave all three empty for analyses without a retirement projection.</p>
      <div class="pair">
        {GOAL.map(({ key, label, hint }, index) => (
          <Field key={key} label={label} hint={hint} problem={each[index]}>
            {(described) => (
              <input
                {...described}
                type="text"
                inputMode="decimal"
                autocomplete="off"
                value={texts[key]}
                onInput={(event) => type({ [key]: event.currentTarget.value })}
              />
            )}
          </Field>
        ))}
      </div>
      {whole && each.every((one) => !one) && <p class="problem">{whole}</p>}
    </fieldset>
  );
}
