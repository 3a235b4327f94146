import * as oauth from "oauth4webapi";
import type { Configuration } from "../configuration";

const KEPT = "alex.issuer";

export interface Issuer {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly options: { [oauth.allowInsecureRequests]?: boolean };
}

/** The issuer's discovery document; kept for the tab, so that the way back from a sign-in needs no second look. */
export async function discover(configuration: Configuration): Promise<Issuer> {
  const url = new URL(configuration.issuer);
  const options = isLoopback(url) ? { [oauth.allowInsecureRequests]: true } : {};
  const server = kept(configuration.issuer) ?? (await fetched(url, options));
  sessionStorage.setItem(KEPT, JSON.stringify(server));
  return { server, client: { client_id: configuration.client_id }, options };
}

function kept(issuer: string): oauth.AuthorizationServer | undefined {
  const text = sessionStorage.getItem(KEPT);
  const server = text ? (JSON.parse(text) as oauth.AuthorizationServer) : undefined;
  return server?.issuer === issuer ? server : undefined;
}

async function fetched(url: URL, options: Issuer["options"]): Promise<oauth.AuthorizationServer> {
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
}

/** Only issuers on this machine may do without TLS. */
function isLoopback(url: URL): boolean {
  return url.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}
