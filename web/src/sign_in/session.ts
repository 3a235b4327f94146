/** Who is signed in. Tokens live in this module's memory only; a reload asks the issuer, whose session answers. */
import { signal } from "@preact/signals-core";
import type { Configuration } from "../configuration";
import { dropDrafts, ownDrafts } from "./drafts";
import { currentIssuer, forgetIssuer, type Issuer, keptIssuer } from "./issuer";
import type { Tokens } from "./protocol";
import {
  CALLBACK,
  goToIssuer,
  hasPendingRequest,
  leaveIssuer,
  type Pending,
  pendingRequest,
  type Reason,
} from "./redirects";

/** Says to a reloaded page and to other tabs that there is a session; it is no secret. */
const FLAG = "alex.signed_in";
/** A token that is refused this soon after it was issued will be refused again: asking for another would never end. */
const FRESH_MS = 20_000;
/** A request may take this long to arrive. Short-lived tokens have less. */
const LEEWAY_MS = 5_000;
/** After the page's own first requests, which need the line more. */
const CONFIRM_AFTER_MS = 2_000;
const EXPIRED = "Your session had expired, so you were signed in again. What you typed is still here.";

export type Session =
  | { readonly state: "starting" }
  | { readonly state: "signed_out"; readonly problem?: string }
  /** Name and subject are unknown until the issuer has exchanged the code. */
  | { readonly state: "signed_in"; readonly name: string | undefined; readonly subject: string | undefined };

export const session = signal<Session>({ state: "starting" });
/** Said once after coming back from the issuer. */
export const notice = signal<string | undefined>(undefined);

let tokens: Tokens | undefined;
let arrival: Promise<void> | undefined;
let receivedAt = 0;
let leaving = false;
/** By which this page was signed in. */
let issuer: Issuer | undefined;
let confirmation: Promise<void> | undefined;

/**
 * Finds out who is there, without waiting for the network where the page itself knows.
 *
 * Returns the path to show. After a sign-in that is known at once, so the page is drawn while the code is exchanged;
 * `accessToken` waits for the end of that.
 */
export function start(): string {
  window.addEventListener("storage", signedOutElsewhere);
  window.addEventListener("pageshow", shownAgain);
  if (location.pathname === CALLBACK) return arrive(pendingRequest());
  // The issuer may have refused what was kept: then nobody comes back from it.
  if (hasPendingRequest()) forgetIssuer();
  if (localStorage.getItem(FLAG)) void leave(here());
  else session.value = { state: "signed_out" };
  return here();
}

function here(): string {
  return location.pathname + location.search;
}

/** Leaves for the issuer, and comes back to this page. */
export function signIn(): Promise<void> {
  return leave(here(), { asked: true });
}

async function leave(back: string, reason: Reason = {}): Promise<void> {
  if (leaving) return;
  leaving = true;
  try {
    await goToIssuer(keptIssuer() ?? (await currentIssuer()), back, reason);
  } catch (error) {
    leaving = false;
    // What was kept may be the cause, and must not be it again at the next try.
    forgetIssuer();
    ended(await refused("Signing in is not possible now", error));
  }
}

export async function signOut(): Promise<void> {
  const hint = tokens?.idToken;
  leaving = true;
  forget();
  localStorage.removeItem(FLAG);
  leaveIssuer(issuer ?? (await currentIssuer()), hint);
}

/** Leaves for the issuer because the token is no longer good, and comes back to this page. Never resolves then. */
export async function renew(): Promise<never> {
  if (session.value.state === "signed_out") {
    // A late request of a page that is gone: nobody asked to sign in.
  } else if (tokens && Date.now() - receivedAt < FRESH_MS && !expired(tokens)) {
    await confirm();
    if (!leaving) {
      localStorage.removeItem(FLAG);
      ended("Alex does not accept this sign-in. Try again later, or ask an administrator.");
    }
  } else {
    await leave(here(), { why: EXPIRED });
  }
  return new Promise(() => undefined);
}

/** The access token; undefined when nobody is signed in or it is about to expire. */
export async function accessToken(): Promise<string | undefined> {
  await arrival;
  return tokens && !expired(tokens) ? tokens.accessToken : undefined;
}

function expired({ expiresAt = Number.POSITIVE_INFINITY }: Tokens): boolean {
  const lifetime = expiresAt - receivedAt;
  return Date.now() > expiresAt - Math.min(LEEWAY_MS, lifetime / 10);
}

function arrive(pending: Pending | undefined): string {
  if (!pending) {
    session.value = { state: "signed_out", problem: "This sign-in was not started in this tab. Sign in again." };
    return "/";
  }
  const address = new URL(location.href);
  session.value = { state: "signed_in", name: undefined, subject: undefined };
  arrival = finish(address, pending);
  return pending.back;
}

async function finish(address: URL, pending: Pending): Promise<void> {
  try {
    const { exchange } = await protocol();
    const received = await exchange(address, pending);
    tokens = received;
    issuer = pending.issuer;
    receivedAt = Date.now();
    localStorage.setItem(FLAG, "yes");
    ownDrafts(received.subject);
    notice.value = pending.why;
    session.value = { state: "signed_in", name: received.name, subject: received.subject };
    setTimeout(() => void confirm(), CONFIRM_AFTER_MS);
  } catch (error) {
    localStorage.removeItem(FLAG);
    forgetIssuer();
    ended(await refused("Signing in failed", error));
    await new Promise(() => undefined);
  }
}

/**
 * Once a page: what was kept may be of an earlier release. If the stack asks for another sign-in now, that is made.
 *
 * It comes soon after the sign-in, and before a refusal by the API is believed.
 */
function confirm(): Promise<void> {
  confirmation ??= askAgain();
  return confirmation;
}

async function askAgain(): Promise<void> {
  if (!issuer || leaving) return;
  try {
    const used = signInOf(issuer.configuration);
    const now = signInOf((await currentIssuer()).configuration);
    if (now !== used && session.value.state === "signed_in") await leave(here());
  } catch (error) {
    // The next page asks again. Until then the sign-in that worked counts.
    console.warn("The site's configuration could not be confirmed.", error);
  }
}

/** What two configurations have alike if they ask for the same sign-in. */
function signInOf({ issuer, client_id, scopes, audience }: Configuration): string {
  return JSON.stringify([issuer, client_id, scopes, audience]);
}

/** The larger part of signing in is loaded beside the page, and not needed to leave it. */
function protocol() {
  return import("./protocol");
}

async function refused(what: string, error: unknown): Promise<string> {
  try {
    const { refusal } = await protocol();
    return refusal(what, error);
  } catch {
    return `${what}: a part of this page could not be loaded. Check your connection, then reload it.`;
  }
}

function signedOutElsewhere(event: StorageEvent): void {
  const flagGone = event.key === null || (event.key === FLAG && event.newValue === null);
  if (flagGone && session.value.state === "signed_in" && !leaving) {
    forget();
    ended("You signed out in another tab.");
  }
}

/** The browser's Back may bring a page back as it was, with what it showed. */
function shownAgain(event: PageTransitionEvent): void {
  if (event.persisted && (leaving || !localStorage.getItem(FLAG))) location.reload();
}

function forget(): void {
  tokens = undefined;
  dropDrafts();
}

function ended(problem: string): void {
  session.value = { state: "signed_out", problem };
}
