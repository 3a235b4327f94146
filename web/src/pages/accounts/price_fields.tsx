import { money } from "../../format/amounts";
import { day } from "../../format/times";
import { problemOf } from "../../parts/field";
import { TextField } from "../../parts/text_field";
import type { NewPositionFields } from "./new_position_fields";

interface PriceFieldsProps {
  readonly fields: NewPositionFields;
  readonly error: unknown;
  readonly onChange: (changed: Partial<NewPositionFields>) => void;
}

export function PriceFields({ fields, error, onChange }: PriceFieldsProps) {
  const { known } = fields;
  const hint = known
    ? `Empty takes ${money(known.unit_price)}${known.price_date ? ` of ${day(known.price_date)}` : ""}.`
    : "As quoted, for one unit.";
  return (
    <div class="pair">
      <TextField
        label="Price"
        hint={hint}
        decimal
        problem={problemOf(error, "unit_price", "value")}
        value={fields.price}
        onChange={(price) => onChange({ price })}
      />
      <TextField
        label="Currency"
        required
        maxLength={3}
        problem={problemOf(error, "currency")}
        value={fields.currency}
        onChange={(currency) => onChange({ currency })}
      />
      {fields.price.trim() !== "" && (
        <TextField
          label="Price of"
          hint="Empty means today."
          type="date"
          problem={problemOf(error, "price_date")}
          value={fields.priceDate}
          onChange={(priceDate) => onChange({ priceDate })}
        />
      )}
    </div>
  );
}
