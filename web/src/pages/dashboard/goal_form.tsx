import { Failure } from "../../parts/failure";
import { concernsNoField, Field, problemOf } from "../../parts/field";
import { type GoalFields, LABELS, PATHS } from "./goal_fields";

interface GoalFormProps {
  readonly fields: GoalFields;
  readonly currency: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly hasGoal: boolean;
  readonly onChange: (changed: Partial<GoalFields>) => void;
  readonly onSave: () => void;
  readonly onRemove: () => void;
  readonly onCancel: () => void;
}

export function GoalForm({
  fields,
  currency,
  busy,
  error,
  hasGoal,
  onChange,
  onSave,
  onRemove,
  onCancel,
}: GoalFormProps) {
  const hints = { years: undefined, income: `In ${currency}, in today's money.`, contribution: `In ${currency}.` };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      {LABELS.map(([name, label]) => (
        <Field key={name} label={label} hint={hints[name]} problem={problemOf(error, PATHS[name])}>
          {(attributes) => (
            <input
              {...attributes}
              inputMode="decimal"
              autocomplete="off"
              required={name !== "contribution"}
              value={fields[name]}
              onInput={(event) => onChange({ [name]: event.currentTarget.value })}
            />
          )}
        </Field>
      ))}
      {error !== undefined && concernsNoField(error, Object.values(PATHS)) && (
        <Failure what="The goal was not stored." error={error} />
      )}
      <div class="actions">
        <button type="submit" disabled={busy}>
          {busy ? "Storing…" : "Store the goal"}
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          Cancel
        </button>
        {hasGoal && (
          <button type="button" class="quiet" disabled={busy} onClick={onRemove}>
            Remove the goal
          </button>
        )}
      </div>
    </form>
  );
}
