/** What the stack says of itself: `/configuration.json`, an object beside the page. */
export interface Configuration {
  /** Issuer of the access tokens: an https URL, or http on loopback. */
  readonly issuer: string;
  readonly client_id: string;
  readonly scopes: readonly string[];
  /** Sent as `audience` to issuers that need it; null for those that do not. */
  readonly audience: string | null;
  readonly release: string;
}

/** Throws an Error when the file is missing or lacks a field. */
export async function loadConfiguration(): Promise<Configuration> {
  const answer = await fetch("/configuration.json");
  if (!answer.ok) throw new Error(`The site's configuration is missing (status ${answer.status}).`);
  const found: unknown = await answer.json();
  if (!isConfiguration(found)) throw new Error("The site's configuration names no issuer and client.");
  return found;
}

export function isConfiguration(found: unknown): found is Configuration {
  const fields = found as Partial<Configuration> | null;
  return typeof fields?.issuer === "string" && typeof fields.client_id === "string" && Array.isArray(fields.scopes);
}
