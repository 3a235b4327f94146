import type { AuthorizationServer } from "oauth4webapi";
import { type Configuration, isConfiguration, loadConfiguration } from "../configuration";

const KEPT = "alex.issuer";
const DAY_MS = 24 * 3600_000;
const KEPT_FOR_MS = 30 * DAY_MS;

/** What a sign-in is made with. */
export interface Issuer {
  readonly configuration: Configuration;
  /** The issuer's discovery document. */
  readonly server: AuthorizationServer;
}

interface Kept extends Issuer {
  /** When the discovery document was read, in milliseconds since the epoch. */
  readonly at: number;
}

/** As it was at the last sign-in, so that a live session leaves at once. All of it is public. */
export function keptIssuer(): Kept | undefined {
  const text = localStorage.getItem(KEPT);
  if (!text) return undefined;
  const { configuration, server, at = 0 } = parsed(text);
  // An earlier release kept other fields.
  if (!isConfiguration(configuration) || !server?.authorization_endpoint) return undefined;
  return Date.now() - at > KEPT_FOR_MS ? undefined : { configuration, server, at };
}

/** As the stack and the issuer say now; the discovery document is read once a day and once for each release. */
export async function currentIssuer(): Promise<Issuer> {
  const configuration = await loadConfiguration();
  const known = keptIssuer();
  const isCurrent =
    known?.configuration.issuer === configuration.issuer &&
    known.configuration.release === configuration.release &&
    Date.now() - known.at < DAY_MS;
  const { server, at } = isCurrent ? known : { server: await discovered(configuration.issuer), at: Date.now() };
  localStorage.setItem(KEPT, JSON.stringify({ configuration, server, at } satisfies Kept));
  return { configuration, server };
}

export function forgetIssuer(): void {
  localStorage.removeItem(KEPT);
}

async function discovered(issuer: string): Promise<AuthorizationServer> {
  const { discover } = await import("./protocol");
  return discover(issuer);
}

/** Empty for what is no JSON. */
function parsed(text: string): Partial<Kept> {
  try {
    return (JSON.parse(text) as Partial<Kept> | null) ?? {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
