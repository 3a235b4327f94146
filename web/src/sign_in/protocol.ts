/** What is asked of the issuer and checked of its answers, by a certified library: discovery and the exchange of the code. */
import * as oauth from "oauth4webapi";
import { callback, type Pending } from "./redirects";

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly subject: string | undefined;
  readonly name: string | undefined;
  /** Milliseconds since the epoch; undefined if the issuer does not say. */
  readonly expiresAt: number | undefined;
}

/** The issuer's discovery document. */
export async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, optionsOf(issuer)));
}

/** Exchanges the code of the address. Throws what the issuer refuses. */
export async function exchange(address: URL, pending: Pending): Promise<Tokens> {
  const { configuration, server } = pending.issuer;
  const client = { client_id: configuration.client_id };
  const parameters = oauth.validateAuthResponse(server, client, address, pending.state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    callback(),
    pending.verifier,
    optionsOf(server.issuer),
  );
  const found = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: pending.nonce,
    requireIdToken: true,
  });
  const claims = oauth.getValidatedIdTokenClaims(found);
  return {
    accessToken: found.access_token,
    idToken: found.id_token,
    subject: claims?.sub,
    name: typeof claims?.name === "string" ? claims.name : undefined,
    expiresAt: found.expires_in === undefined ? undefined : Date.now() + found.expires_in * 1000,
  };
}

/** What went wrong on the way to the issuer or back, as a sentence for people. */
export function refusal(what: string, error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError && error.error === "access_denied") {
    return "You did not sign in: the sign-in page was left, or access was denied.";
  }
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
    return `${what}: ${error.error_description ?? `the sign-in service answered “${error.error}”`}.`;
  }
  if (error instanceof oauth.OperationProcessingError && error.code === oauth.JWT_TIMESTAMP_CHECK) {
    return `${what}: the clock of this device is wrong, or the sign-in service's is.`;
  }
  if (error instanceof TypeError) {
    return `${what}: ${navigator.onLine ? "the sign-in service cannot be reached" : "you are offline"}.`;
  }
  return `${what}: ${error instanceof Error ? error.message : String(error)}`;
}

/** Only issuers on this machine may do without TLS. */
function optionsOf(issuer: string): { [oauth.allowInsecureRequests]?: boolean } {
  const { protocol, hostname } = new URL(issuer);
  const isLoopback = protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return isLoopback ? { [oauth.allowInsecureRequests]: true } : {};
}
