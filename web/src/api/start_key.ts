/** The idempotency key of an analysis that was asked for and not answered: asking again starts no second one. */
const KEPT = "alex.start";
/** Later, a click means another analysis. */
const MOST_MILLISECONDS = 10 * 60_000;

/** The key of the open request, or a new one. It outlives a reload, and the way to the issuer and back. */
export function openKey(): string {
  const kept = read();
  if (kept && Date.now() - kept.at < MOST_MILLISECONDS) return kept.key;
  const key = crypto.randomUUID();
  sessionStorage.setItem(KEPT, JSON.stringify({ key, at: Date.now() }));
  return key;
}

/** The request was answered. */
export function closeKey(): void {
  sessionStorage.removeItem(KEPT);
}

function read(): { key: string; at: number } | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
