import type { Position, PositionBody } from "../../api/accounts";
import { decimalOf, editable } from "../../format/exact";

/** As typed. */
export interface PositionFields {
  readonly quantity: string;
  readonly price: string;
  readonly priceDate: string;
  /** Of the position that was edited. */
  readonly etag: string;
}

export const LABELS = [
  ["quantity", "Quantity"],
  ["price", "Price"],
  ["priceDate", "Price of"],
] as const;

export const SOURCE = "typed in";

export function fieldsOf(position: Position, etag: string): PositionFields {
  return {
    quantity: editable(position.quantity),
    price: editable(position.unit_price),
    priceDate: position.price_date,
    etag,
  };
}

/** A price that was not touched keeps its date and its source; so does a value that the broker has stated. */
export function bodyOf(fields: PositionFields, stored: Position): PositionBody {
  const before = fieldsOf(stored, "");
  const quantity = exact(fields.quantity);
  if (fields.price === before.price && fields.priceDate === before.priceDate) return { quantity, price_source: "" };
  if (fields.price.trim() === "") return { quantity, price_source: "" };
  return {
    quantity,
    unit_price: exact(fields.price),
    price_source: SOURCE,
    ...(fields.priceDate ? { price_date: fields.priceDate } : {}),
  };
}

/** The text of a decimal; what is none goes to the API as it is, which says what it expects. */
export function exact(typed: string): string {
  return decimalOf(typed) ?? typed;
}
