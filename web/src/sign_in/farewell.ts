/** Said once on the first page after somebody has deleted everything: the way there goes by the issuer. */
const KEPT = "alex.farewell";

export function sayGoodbye(): void {
  sessionStorage.setItem(KEPT, "yes");
}

/** Whether it has to be said now. */
export function isGoodbye(): boolean {
  const found = sessionStorage.getItem(KEPT) !== null;
  sessionStorage.removeItem(KEPT);
  return found;
}
