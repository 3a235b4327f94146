import { problemOf } from "../../parts/field";
import { TextField } from "../../parts/text_field";
import type { Balance } from "./account_fields";

interface BalancesProps {
  readonly balances: readonly Balance[];
  readonly error: unknown;
  readonly onChange: (balances: readonly Balance[]) => void;
}

/** Cash in other currencies than the dollar. */
export function Balances({ balances, error, onChange }: BalancesProps) {
  function change(at: number, changed: Partial<Balance>): void {
    onChange(balances.map((balance, index) => (index === at ? { ...balance, ...changed } : balance)));
  }
  return (
    <fieldset class="balances">
      <legend class="small muted">Cash in other currencies</legend>
      {balances.map(({ currency, amount }, at) => (
        <div class="balance" key={at}>
          <TextField
            label="Currency"
            required
            maxLength={3}
            placeholder="EUR"
            problem={problemOf(error, `balances.${at}.currency`)}
            value={currency}
            onChange={(typed) => change(at, { currency: typed })}
          />
          <TextField
            label="Amount"
            required
            decimal
            problem={problemOf(error, `balances.${at}.amount`)}
            value={amount}
            onChange={(typed) => change(at, { amount: typed })}
          />
          <button
            type="button"
            class="quiet"
            aria-label={`Remove ${currency || "this line"}`}
            onClick={() => onChange(balances.filter((_, index) => index !== at))}
          >
            ✕
          </button>
        </div>
      ))}
      <button type="button" class="quiet small" onClick={() => onChange([...balances, { currency: "", amount: "" }])}>
        Add a currency
      </button>
    </fieldset>
  );
}
