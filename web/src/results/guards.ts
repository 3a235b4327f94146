/** Results are kept for a year: what an older release stored, or nobody expected, is left out and breaks no page. */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(found: unknown): Fields {
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Fields) : {};
}

export function list(found: unknown): readonly unknown[] {
  return Array.isArray(found) ? found : [];
}

export function text(found: unknown): string {
  return typeof found === "string" ? found : "";
}

export function finite(found: unknown): number | undefined {
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** The entries that are numbers. */
export function numbers(found: unknown): Readonly<Record<string, number>> {
  const pairs = Object.entries(fields(found)).filter((pair): pair is [string, number] => finite(pair[1]) !== undefined);
  return Object.fromEntries(pairs);
}
