import * as oauth from "oauth4webapi";
import type { Configuration } from "../configuration";

const KEPT = "alex.issuer";
const KEPT_FOR_MS = 24 * 3600_000;

export interface Issuer {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly options: { [oauth.allowInsecureRequests]?: boolean };
}

interface Kept {
  readonly server: oauth.AuthorizationServer;
  readonly release: string;
  readonly at: number;
}

/** The issuer's discovery document. It is public, and kept for a day or until the next release: signing in is faster. */
export async function discover(configuration: Configuration): Promise<Issuer> {
  const url = new URL(configuration.issuer);
  const options = isLoopback(url) ? { [oauth.allowInsecureRequests]: true } : {};
  const client = { client_id: configuration.client_id };
  const known = kept(configuration);
  if (known) return { server: known, client, options };
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
  const found: Kept = { server, release: configuration.release, at: Date.now() };
  localStorage.setItem(KEPT, JSON.stringify(found));
  return { server, client, options };
}

export function forgetIssuer(): void {
  localStorage.removeItem(KEPT);
}

function kept({ issuer, release }: Configuration): oauth.AuthorizationServer | undefined {
  const text = localStorage.getItem(KEPT);
  if (!text) return undefined;
  const found = JSON.parse(text) as Partial<Kept>;
  const fresh = found.release === release && Date.now() - (found.at ?? 0) < KEPT_FOR_MS;
  return fresh && found.server?.issuer === issuer ? found.server : undefined;
}

/** Only issuers on this machine may do without TLS. */
function isLoopback(url: URL): boolean {
  return url.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}
