/** The API's codes in words. */
import type { Schemas } from "../api/client";

export const INSTRUMENT_KINDS: Readonly<Record<Schemas["InstrumentKind"], string>> = {
  stock: "Stock",
  etf: "ETF",
  mutual_fund: "Mutual fund",
  bond_fund: "Bond fund",
  bond: "Bond",
  treasury: "Treasury",
  option: "Option",
  money_market: "Money market",
  crypto: "Crypto",
  other: "Other",
};

export const ACCOUNT_KINDS: Readonly<Record<Schemas["AccountKind"], string>> = {
  taxable: "Taxable",
  "401k": "401(k)",
  ira: "IRA",
  roth_ira: "Roth IRA",
  other: "Other",
};
