/** Authorization code with PKCE: the way to the issuer and back (RFC 6749, RFC 7636, OpenID Connect Core). */
import * as oauth from "oauth4webapi";
import type { Configuration } from "../configuration";
import type { Issuer } from "./issuer";

export const CALLBACK = "/signed-in";
const PENDING = "alex.sign_in";

export interface Pending {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** By which the request was made: the way back does not wait for it. */
  readonly configuration: Configuration;
  /** Path and query to show afterwards. */
  readonly back: string;
  /** What to say then. */
  readonly why?: string;
}

export interface Reason {
  /** To say on the way back. */
  readonly why?: string;
  /** By a click: then the browser's Back leads from the sign-in page to this one. Otherwise it must not lead here. */
  readonly asked?: boolean;
}

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly subject: string | undefined;
  readonly name: string | undefined;
  /** Milliseconds since the epoch; undefined if the issuer does not say. */
  readonly expiresAt: number | undefined;
}

/** Leaves the page. */
export async function goToIssuer(
  configuration: Configuration,
  issuer: Issuer,
  back: string,
  { why, asked }: Reason,
): Promise<void> {
  const pending: Pending = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    configuration,
    back,
    ...(why ? { why } : {}),
  };
  const url = new URL(required(issuer.server.authorization_endpoint, "authorization_endpoint"));
  const parameters = {
    client_id: configuration.client_id,
    redirect_uri: callback(),
    response_type: "code",
    scope: configuration.scopes.join(" "),
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: "S256",
    state: pending.state,
    nonce: pending.nonce,
    ...(configuration.audience ? { audience: configuration.audience } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  if (asked) location.assign(url);
  else location.replace(url);
}

/** The request that this tab began, once: the answer to it must not be used twice. */
export function pendingRequest(): Pending | undefined {
  const text = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  return text ? (JSON.parse(text) as Pending) : undefined;
}

/** Exchanges the code of the address. Throws what the issuer refuses. */
export async function comeBack(issuer: Issuer, address: URL, pending: Pending): Promise<Tokens> {
  const parameters = oauth.validateAuthResponse(issuer.server, issuer.client, address, pending.state);
  const answer = await oauth.authorizationCodeGrantRequest(
    issuer.server,
    issuer.client,
    oauth.None(),
    parameters,
    callback(),
    pending.verifier,
    issuer.options,
  );
  const found = await oauth.processAuthorizationCodeResponse(issuer.server, issuer.client, answer, {
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

/** Ends the issuer's session if it has an address for that, and comes back to the first page. */
export function leaveIssuer(issuer: Issuer, idToken: string | undefined): void {
  const end = issuer.server.end_session_endpoint;
  const home = `${location.origin}/`;
  if (!end) {
    location.assign(home);
    return;
  }
  const url = new URL(end);
  url.searchParams.set("client_id", issuer.client.client_id);
  url.searchParams.set("post_logout_redirect_uri", home);
  // As Amazon Cognito calls it.
  url.searchParams.set("logout_uri", home);
  if (idToken) url.searchParams.set("id_token_hint", idToken);
  location.assign(url);
}

function callback(): string {
  return location.origin + CALLBACK;
}

function required(value: string | undefined, name: string): string {
  if (!value) throw new Error(`The issuer's discovery document lacks ${name}.`);
  return value;
}
