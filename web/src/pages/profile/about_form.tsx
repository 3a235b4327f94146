import { Failure } from "../../parts/failure";
import { concernsNoField, Field, problemOf } from "../../parts/field";

/** As typed. */
export interface Texts {
  readonly name: string;
  readonly notes: string;
}

interface AboutFormProps {
  readonly texts: Texts;
  readonly busy: boolean;
  readonly error: unknown;
  readonly isStored: boolean;
  readonly onChange: (changed: Partial<Texts>) => void;
  readonly onSave: () => void;
}

const HINT = "What matters to you, in your own words: worries, plans, how much a fall would trouble you.";

export function AboutForm({ texts, busy, error, isStored, onChange, onSave }: AboutFormProps) {
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <Field label="Display name" problem={problemOf(error, "display_name")}>
        {(attributes) => (
          <input
            {...attributes}
            maxLength={200}
            autocomplete="name"
            value={texts.name}
            onInput={(event) => onChange({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Notes for the agents" hint={HINT} problem={problemOf(error, "notes")}>
        {(attributes) => (
          <textarea
            {...attributes}
            rows={4}
            maxLength={2000}
            value={texts.notes}
            onInput={(event) => onChange({ notes: event.currentTarget.value })}
          />
        )}
      </Field>
      {error !== undefined && concernsNoField(error, ["display_name", "notes"]) && (
        <Failure what="Your profile was not stored." error={error} />
      )}
      <div class="actions">
        <button type="submit" disabled={busy}>
          {busy ? "Storing…" : "Store"}
        </button>
        <p class="muted" role="status">
          {isStored && "Stored. The next analysis reads it."}
        </p>
      </div>
    </form>
  );
}
