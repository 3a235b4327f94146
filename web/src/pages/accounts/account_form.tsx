import type { AccountKind } from "../../api/accounts";
import { ACCOUNT_KINDS } from "../../format/words";
import { Failure } from "../../parts/failure";
import { concernsNoField, Field, problemOf } from "../../parts/field";
import type { Saving } from "../../parts/saving";
import { TextField } from "../../parts/text_field";
import type { AccountFields } from "./account_fields";
import { Balances } from "./balances";

const PATHS = ["name", "kind", "cash", "balances"];

interface AccountFormProps {
  readonly fields: AccountFields;
  readonly saving: Saving;
  readonly onChange: (changed: Partial<AccountFields>) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
}

export function AccountForm({ fields, saving: { error, busy }, onChange, onSave, onCancel }: AccountFormProps) {
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <TextField
        label="Name"
        required
        maxLength={200}
        problem={problemOf(error, "name")}
        value={fields.name}
        onChange={(name) => onChange({ name })}
      />
      <div class="pair">
        <Field label="Kind" problem={problemOf(error, "kind")}>
          {(attributes) => (
            <select
              {...attributes}
              value={fields.kind}
              onChange={(event) => onChange({ kind: event.currentTarget.value as AccountKind })}
            >
              {Object.entries(ACCOUNT_KINDS).map(([kind, title]) => (
                <option key={kind} value={kind}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextField
          label="Cash, USD"
          hint="Below zero if borrowed."
          decimal
          problem={problemOf(error, "cash")}
          value={fields.cash}
          onChange={(cash) => onChange({ cash })}
        />
      </div>
      <Balances balances={fields.balances} error={error} onChange={(balances) => onChange({ balances })} />
      {error !== undefined && concernsNoField(error, PATHS) && <Failure what="Nothing was stored." error={error} />}
      <div class="actions">
        <button type="submit" disabled={busy}>
          {busy ? "Storing…" : "Store"}
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
