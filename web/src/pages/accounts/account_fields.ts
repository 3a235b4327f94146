import type { Account, AccountBody, AccountKind } from "../../api/accounts";
import { editable, exactText } from "../../format/exact";
import { ACCOUNT_KINDS } from "../../format/words";
import { exact } from "./position_fields";

export interface Balance {
  readonly currency: string;
  readonly amount: string;
}

/** As typed. */
export interface AccountFields {
  readonly name: string;
  readonly kind: AccountKind;
  /** US dollars. */
  readonly cash: string;
  readonly balances: readonly Balance[];
  /** Of the account that was edited; empty for a new one. */
  readonly etag: string;
}

export const NEW: AccountFields = { name: "", kind: "taxable", cash: "0", balances: [], etag: "" };

export function fieldsOf(account: Account, etag: string): AccountFields {
  return {
    name: account.name,
    kind: account.kind,
    cash: editable(account.cash),
    balances: Object.entries(account.balances).map(([currency, amount]) => ({ currency, amount: editable(amount) })),
    etag,
  };
}

export function bodyOf({ name, kind, cash, balances }: AccountFields): AccountBody {
  return {
    name,
    kind,
    cash: exact(cash || "0"),
    balances: balances.map(({ currency, amount }) => ({
      currency: currency.trim().toUpperCase(),
      amount: exact(amount),
    })),
  };
}

/** The lines of a comparison of two versions. */
export function described(fields: AccountFields): Readonly<Record<string, string>> {
  const balances = fields.balances.map(({ currency, amount }) => `${exactText(amount)} ${currency}`).join(", ");
  return { Name: fields.name, Kind: ACCOUNT_KINDS[fields.kind], "Cash, USD": fields.cash, "Other cash": balances };
}
