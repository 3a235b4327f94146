import { useSignal } from "@preact/signals";
import type { Position } from "../../api/accounts";
import { Failure } from "../../parts/failure";
import { concernsNoField, problemOf } from "../../parts/field";
import type { Saving } from "../../parts/saving";
import { TextField } from "../../parts/text_field";
import type { PositionFields } from "./position_fields";

const PATHS = ["quantity", "unit_price", "price_date"];

interface PositionFormProps {
  readonly fields: PositionFields;
  readonly stored: Position;
  readonly saving: Saving;
  readonly onChange: (changed: Partial<PositionFields>) => void;
  readonly onSave: () => void;
  readonly onDelete: () => void;
  readonly onCancel: () => void;
}

export function PositionForm({ fields, stored, saving, onChange, onSave, onDelete, onCancel }: PositionFormProps) {
  const { error, busy } = saving;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <TextField
        label="Quantity"
        decimal
        required
        problem={problemOf(error, "quantity")}
        value={fields.quantity}
        onChange={(quantity) => onChange({ quantity })}
      />
      <div class="pair">
        <TextField
          label={`Price, ${stored.currency}`}
          decimal
          problem={problemOf(error, "unit_price")}
          value={fields.price}
          onChange={(price) => onChange({ price, priceDate: "" })}
        />
        <TextField
          label="Price of"
          hint="Empty means today."
          type="date"
          problem={problemOf(error, "price_date")}
          value={fields.priceDate}
          onChange={(priceDate) => onChange({ priceDate })}
        />
      </div>
      {stored.value !== null && (
        <p class="hint">
          The broker states the value itself. It follows the quantity; a price of your own takes its place.
        </p>
      )}
      {error !== undefined && concernsNoField(error, PATHS) && <Failure what="Nothing was stored." error={error} />}
      <div class="actions">
        <button type="submit" disabled={busy}>
          {busy ? "Storing…" : "Store"}
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          Cancel
        </button>
        <DeleteButton busy={busy} onDelete={onDelete} />
      </div>
    </form>
  );
}

/** Asks in its own place: a second press deletes. */
function DeleteButton({ busy, onDelete }: { busy: boolean; onDelete: () => void }) {
  const asked = useSignal(false);
  return (
    <>
      <button
        type="button"
        class={`apart ${asked.value ? "danger" : "quiet"}`}
        disabled={busy}
        onBlur={() => (asked.value = false)}
        onClick={() => {
          if (asked.value) onDelete();
          asked.value = true;
        }}
      >
        {asked.value ? "Really delete" : "Delete"}
      </button>
      <span class="hidden" role="status">
        {asked.value && "Press again to delete the position."}
      </span>
    </>
  );
}
