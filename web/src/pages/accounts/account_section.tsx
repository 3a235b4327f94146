import type { HeldAccount, Holding } from "../../api/portfolio";
import { counted, money } from "../../format/amounts";
import { ACCOUNT_KINDS } from "../../format/words";
import type { AccountsDialog } from "./dialogs";
import { PositionTable } from "./position_table";

interface AccountSectionProps {
  readonly account: HeldAccount;
  /** Those to show. */
  readonly positions: readonly Holding[];
  readonly filtered: boolean;
  readonly few: boolean;
  /** Base currency. */
  readonly currency: string;
  readonly open: (dialog: AccountsDialog) => void;
}

export function AccountSection({ account, positions, filtered, few, currency, open }: AccountSectionProps) {
  const { id, name } = account;
  const title = `account-${id}`;
  return (
    <section class="card account" aria-labelledby={title}>
      <div class="card-head">
        <div>
          <h2 id={title}>{name}</h2>
          <p class="muted small">
            {ACCOUNT_KINDS[account.kind]} · {counted(account.positions.length, "position")} · {cashOf(account)}
          </p>
        </div>
        <p class="account-value">{money(account.value_in_base, currency)}</p>
      </div>
      {positions.length > 0 && (
        <PositionTable account={account} positions={positions} few={few} currency={currency} open={open} />
      )}
      {positions.length === 0 && <p class="muted">{filtered ? "None of its positions match." : "No positions yet."}</p>}
      <div class="actions account-actions">
        <button type="button" class="quiet small" onClick={() => open({ kind: "new_position", account: id })}>
          Add a position<span class="hidden"> to {name}</span>
        </button>
        <button type="button" class="quiet small" onClick={() => open({ kind: "account", account: id })}>
          Edit name and cash<span class="hidden"> of {name}</span>
        </button>
        <button type="button" class="quiet small" onClick={() => open({ kind: "delete_account", account: id })}>
          Delete<span class="hidden"> {name}</span>
        </button>
      </div>
    </section>
  );
}

function cashOf({ cash }: HeldAccount): string {
  const held = cash.filter(({ amount }) => Number(amount) !== 0);
  if (held.length === 0) return "no cash";
  return `${held.map(({ amount, currency }) => money(amount, currency)).join(" + ")} cash`;
}
