/**
 * Authorization code with PKCE: the way to the issuer (RFC 6749, RFC 7636, OpenID Connect Core).
 *
 * A page with a live session runs this before anything else, so it does without the library, which checks what comes back.
 */
import type { Issuer } from "./issuer";

export const CALLBACK = "/signed-in";
const PENDING = "alex.sign_in";

export interface Pending {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** By which the request was made: the way back does not ask for it again. */
  readonly issuer: Issuer;
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

/** Leaves the page. */
export async function goToIssuer(issuer: Issuer, back: string, { why, asked }: Reason): Promise<void> {
  const { configuration, server } = issuer;
  const pending: Pending = {
    verifier: randomText(),
    state: randomText(),
    nonce: randomText(),
    issuer,
    back,
    ...(why ? { why } : {}),
  };
  const url = new URL(required(server.authorization_endpoint, "authorization_endpoint"));
  const parameters = {
    client_id: configuration.client_id,
    redirect_uri: callback(),
    response_type: "code",
    scope: configuration.scopes.join(" "),
    code_challenge: await challengeOf(pending.verifier),
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

/** Whether this tab began a request and has had no answer. */
export function hasPendingRequest(): boolean {
  return sessionStorage.getItem(PENDING) !== null;
}

/** The request that this tab began, once: the answer to it must not be used twice. */
export function pendingRequest(): Pending | undefined {
  const text = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  if (!text) return undefined;
  const found = JSON.parse(text) as Partial<Pending>;
  // An earlier release, of which this tab was, wrote other fields.
  return found.issuer ? (found as Pending) : undefined;
}

/** Ends the issuer's session if it has an address for that, and comes back to the first page. */
export function leaveIssuer({ configuration, server }: Issuer, idToken: string | undefined): void {
  const end = server.end_session_endpoint;
  const home = `${location.origin}/`;
  if (!end) {
    location.assign(home);
    return;
  }
  const url = new URL(end);
  url.searchParams.set("client_id", configuration.client_id);
  url.searchParams.set("post_logout_redirect_uri", home);
  // As Amazon Cognito calls it.
  url.searchParams.set("logout_uri", home);
  if (idToken) url.searchParams.set("id_token_hint", idToken);
  location.assign(url);
}

export function callback(): string {
  return location.origin + CALLBACK;
}

function required(value: string | undefined, name: string): string {
  if (!value) throw new Error(`The issuer's discovery document lacks ${name}.`);
  return value;
}

/** 256 bits, in 43 characters of those that a code verifier may have (RFC 7636, 4.1). */
function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** S256 (RFC 7636, 4.2). */
async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
