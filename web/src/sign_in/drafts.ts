/** What somebody has typed and not stored yet: kept for the tab, so that signing in again loses none of it. */
const PREFIX = "alex.draft.";
const OWNER = "alex.drafts_of";

/** Undefined if there is none. */
export function draft<Value>(name: string): Value | undefined {
  const text = sessionStorage.getItem(PREFIX + name);
  return text === null ? undefined : (JSON.parse(text) as Value);
}

/** Does nothing where the tab's storage is full: the page still has what was typed. */
export function keepDraft(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    dropDraft(name);
  }
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(PREFIX + name);
}

export function dropDrafts(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}

/** Drops what another user left in this tab. */
export function ownDrafts(subject: string | undefined): void {
  const owner = sessionStorage.getItem(OWNER);
  if (owner !== null && owner !== subject) dropDrafts();
  sessionStorage.setItem(OWNER, subject ?? "");
}
