import type { NewPositionBody } from "../../api/accounts";
import type { Instrument, InstrumentKind } from "../../api/instruments";
import { exact, SOURCE } from "./position_fields";

/** As typed. */
export interface NewPositionFields {
  readonly symbol: string;
  /** Empty for an instrument that was chosen from the list. */
  readonly name: string;
  readonly kind: InstrumentKind | "";
  readonly quantity: string;
  readonly price: string;
  readonly currency: string;
  readonly priceDate: string;
  /** The one that was chosen: its name, kind and price are known. */
  readonly known: Instrument | null;
}

export const EMPTY: NewPositionFields = {
  symbol: "",
  name: "",
  kind: "",
  quantity: "",
  price: "",
  currency: "USD",
  priceDate: "",
  known: null,
};

export function bodyOf(fields: NewPositionFields): NewPositionBody {
  const { symbol, name, kind, quantity, price, currency, priceDate, known } = fields;
  return {
    symbol: known?.symbol ?? symbol.trim().toUpperCase(),
    quantity: exact(quantity),
    currency: currency.trim().toUpperCase() || "USD",
    ...(name.trim() && !known ? { name: name.trim() } : {}),
    ...(kind && !known ? { kind } : {}),
    ...(price.trim() ? { unit_price: exact(price), price_source: SOURCE } : { price_source: "" }),
    ...(price.trim() && priceDate ? { price_date: priceDate } : {}),
  };
}
