import { addPosition } from "../../api/accounts";
import { type HeldAccount, loadPortfolio } from "../../api/portfolio";
import { Dialog } from "../../parts/dialog";
import { useDraft } from "../../parts/draft";
import { Failure } from "../../parts/failure";
import { concernsNoField, problemOf } from "../../parts/field";
import { useSaving } from "../../parts/saving";
import { TextField } from "../../parts/text_field";
import { InstrumentFields } from "./instrument_fields";
import { bodyOf, EMPTY, type NewPositionFields } from "./new_position_fields";
import { PriceFields } from "./price_fields";

const PATHS = ["symbol", "name", "kind", "quantity", "unit_price", "currency", "price_date"];

export function NewPosition({ account, onClose }: { account: HeldAccount; onClose: () => void }) {
  const { fields, change } = useDraft<NewPositionFields>(`new_position.${account.id}`, EMPTY);
  const saving = useSaving();
  const { error, busy } = saving;

  async function save(): Promise<void> {
    const worked = await saving.run(async () => {
      await addPosition(account.id, bodyOf(fields));
      await loadPortfolio();
    });
    if (worked) onClose();
  }

  return (
    <Dialog title={`Add a position to ${account.name}`} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <InstrumentFields fields={fields} error={error} onChange={change} />
        <TextField
          label="Quantity"
          hint="Below zero for what was sold short."
          problem={problemOf(error, "quantity")}
          decimal
          required
          value={fields.quantity}
          onChange={(quantity) => change({ quantity })}
        />
        <PriceFields fields={fields} error={error} onChange={change} />
        {error !== undefined && concernsNoField(error, PATHS) && <Failure what="Nothing was stored." error={error} />}
        <div class="actions">
          <button type="submit" disabled={busy}>
            {busy ? "Storing…" : "Add the position"}
          </button>
          <button type="button" class="quiet" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
