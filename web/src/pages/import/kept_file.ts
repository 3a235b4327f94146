/** The chosen file, kept for the tab like everything else that is not stored yet. Large ones are chosen again. */
import type { BrokerFile, Mapping } from "../../api/imports";
import { draft, dropDraft, keepDraft } from "../../sign_in/drafts";
import { session } from "../../sign_in/session";

const NAME = "import";
/** Browsers keep about 5 million characters for a tab. */
const MOST_BYTES = 1_500_000;

interface Kept {
  readonly name: string;
  readonly base64: string;
  readonly mapping: Mapping | null;
}

export async function keepFile({ name, content }: BrokerFile, mapping: Mapping | undefined): Promise<void> {
  dropDraft(NAME);
  if (content.size > MOST_BYTES) return;
  const bytes = new Uint8Array(await content.arrayBuffer());
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  keepDraft(NAME, { name, base64: btoa(characters), mapping: mapping ?? null } satisfies Kept);
}

export function keptFile(): { file: BrokerFile; mapping: Mapping | undefined } | undefined {
  const kept = draft<Kept>(NAME);
  if (!kept) return undefined;
  const bytes = Uint8Array.from(atob(kept.base64), (character) => character.charCodeAt(0));
  return { file: { name: kept.name, content: new Blob([bytes]) }, mapping: kept.mapping ?? undefined };
}

/** Somebody who leaves the page while signed in has given the file up. */
export function forgetFile(): void {
  if (session.peek().state === "signed_in") dropDraft(NAME);
}
