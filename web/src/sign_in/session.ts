/** Who is signed in. Tokens live in this module's memory only; a reload asks the issuer, whose session answers. */
import { signal } from "@preact/signals";
import type { Configuration } from "../configuration";
import { discover, type Issuer } from "./issuer";
import { CALLBACK, comeBack, goToIssuer, leaveIssuer, type Tokens } from "./redirects";

/** Says to a reloaded page and to other tabs that there is a session; it is no secret. */
const FLAG = "alex.signed_in";

export type Session =
  | { readonly state: "starting" }
  | { readonly state: "signed_out"; readonly problem?: string }
  | { readonly state: "signed_in"; readonly name: string | undefined; readonly subject: string | undefined };

export const session = signal<Session>({ state: "starting" });

let tokens: Tokens | undefined;
let configuration: Configuration;
let issuer: Issuer | undefined;

/** Resolves with the path to show once it is known who is there; never if the page goes to the issuer. */
export async function start(found: Configuration): Promise<string> {
  configuration = found;
  const here = location.pathname + location.search;
  window.addEventListener("storage", signedOutElsewhere);
  if (location.pathname === CALLBACK) return finish();
  if (localStorage.getItem(FLAG)) {
    await signIn(here);
    return new Promise(() => undefined);
  }
  session.value = { state: "signed_out" };
  return here;
}

/** Leaves for the issuer; afterwards the page shows `back`. */
export async function signIn(back: string = location.pathname + location.search): Promise<void> {
  try {
    await goToIssuer(configuration, await theIssuer(), back);
  } catch (error) {
    session.value = { state: "signed_out", problem: `Signing in is not possible now: ${text(error)}` };
  }
}

export async function signOut(): Promise<void> {
  const hint = tokens?.idToken;
  tokens = undefined;
  localStorage.removeItem(FLAG);
  leaveIssuer(await theIssuer(), hint);
}

/** The access token; undefined when nobody is signed in or it is about to expire. */
export function accessToken(): string | undefined {
  const soon = Date.now() + 5_000;
  return tokens && (tokens.expiresAt ?? Number.POSITIVE_INFINITY) > soon ? tokens.accessToken : undefined;
}

async function finish(): Promise<string> {
  try {
    const { tokens: received, back } = await comeBack(await theIssuer());
    tokens = received;
    localStorage.setItem(FLAG, "yes");
    session.value = { state: "signed_in", name: received.name, subject: received.subject };
    return back;
  } catch (error) {
    localStorage.removeItem(FLAG);
    session.value = { state: "signed_out", problem: `Signing in failed: ${text(error)}` };
    return "/";
  }
}

async function theIssuer(): Promise<Issuer> {
  issuer ??= await discover(configuration);
  return issuer;
}

function signedOutElsewhere(event: StorageEvent): void {
  if (event.key !== FLAG || event.newValue !== null || session.value.state !== "signed_in") return;
  tokens = undefined;
  session.value = { state: "signed_out", problem: "You signed out in another tab." };
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
