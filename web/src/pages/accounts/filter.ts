import type { Holding } from "../../api/portfolio";

/** Positions whose symbol or name contains every word. */
export function matching(positions: readonly Holding[], wanted: string): readonly Holding[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return positions;
  return positions.filter(({ symbol, name, isin, cusip }) => {
    const text = `${symbol} ${name} ${isin ?? ""} ${cusip ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
