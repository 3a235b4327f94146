// Rows of a real table cannot be left out while they are out of sight.
// biome-ignore-all lint/a11y/useSemanticElements: see above
// biome-ignore-all lint/a11y/useFocusableInteractive: a row of a table is nothing to operate
import { useCallback } from "preact/hooks";
import type { HeldAccount, Holding } from "../../api/portfolio";
import { money, number } from "../../format/amounts";
import { day } from "../../format/times";
import { INSTRUMENT_KINDS } from "../../format/words";
import { Windowed } from "../../parts/windowed";
import type { AccountsDialog } from "./dialogs";

interface PositionTableProps {
  readonly account: HeldAccount;
  readonly positions: readonly Holding[];
  readonly currency: string;
  /** The portfolio has so few that all are drawn at once. */
  readonly few: boolean;
  readonly open: (dialog: AccountsDialog) => void;
}

/** A table for people and screen readers; for the browser, rows that are laid out one by one. */
export function PositionTable({ account, positions, currency, few, open }: PositionTableProps) {
  const edit = useCallback((position: Holding) => open({ kind: "position", position: position.id }), [open]);
  return (
    <div
      class="positions"
      role="table"
      aria-label={`Positions of ${account.name}`}
      aria-rowcount={positions.length + 1}
    >
      <div class="position heading" role="row" aria-rowindex={1}>
        {["Position", "Quantity", "Price", "Value", ""].map((title, column) => (
          <span key={title} role="columnheader" class={column > 0 ? "amount" : undefined}>
            {title || <span class="hidden">Change</span>}
          </span>
        ))}
      </div>
      <Windowed rows={positions} whole={few}>
        {(position, index) => (
          <Row key={position.id} position={position} index={index + 2} currency={currency} onEdit={edit} />
        )}
      </Windowed>
    </div>
  );
}

interface RowProps {
  readonly position: Holding;
  readonly index: number;
  readonly currency: string;
  readonly onEdit: (position: Holding) => void;
}

function Row({ position, index, currency, onEdit }: RowProps) {
  const { symbol, name, kind } = position;
  return (
    <div class="position" role="row" aria-rowindex={index}>
      <span role="rowheader" class="what">
        <strong>{symbol || name}</strong> <span class="muted small">{INSTRUMENT_KINDS[kind]}</span>
        {symbol && <span class="muted small name">{name}</span>}
      </span>
      <span role="cell" class="amount quantity">
        {number(position.quantity)}
      </span>
      <span role="cell" class="amount price">
        {position.unit_price === null ? "–" : money(position.unit_price, position.currency)}
        <PriceAge position={position} />
      </span>
      <span role="cell" class="amount worth">
        {money(position.value, position.currency)}
        {position.currency !== currency && (
          <span class="muted small">
            {position.value_in_base === null ? "no exchange rate" : money(position.value_in_base, currency)}
          </span>
        )}
      </span>
      <span role="cell" class="change">
        <button
          type="button"
          class="quiet small"
          aria-label={`Edit ${symbol || name}`}
          onClick={() => onEdit(position)}
        >
          Edit
        </button>
      </span>
    </div>
  );
}

/** Where the price is from; an old one says so in words. */
function PriceAge({ position: { price_date, price_source, stale } }: { position: Holding }) {
  return (
    <span class={`small ${stale ? "warned" : "muted"}`} title={price_source}>
      {stale && "old: "}
      {day(price_date)}
    </span>
  );
}
