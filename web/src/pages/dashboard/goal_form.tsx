import { Failure } from "../../parts/failure";
import { concernsNoField, problemOf } from "../../parts/field";
import { TextField } from "../../parts/text_field";
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
        <TextField
          key={name}
          label={label}
          hint={hints[name]}
          decimal
          required={name !== "contribution"}
          problem={problemOf(error, PATHS[name])}
          value={fields[name]}
          onChange={(typed) => onChange({ [name]: typed })}
        />
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
