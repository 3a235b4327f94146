/** The API of docs/openapi.json under `/api`, with the access token, problem bodies and ETags. */
import { accessToken, renew } from "../sign_in/session";
import { ApiProblem } from "./problem";
import type { components } from "./schema";
import { patiently } from "./waiting";

export type Schemas = components["schemas"];

export interface Answer<Body> {
  readonly body: Body;
  /** Of the resource, for `ifMatch` and `ifNoneMatch`; empty if it has none. */
  readonly etag: string;
}

export interface Call {
  readonly json?: unknown;
  /** Sent as it is. */
  readonly file?: Blob;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly idempotencyKey?: string;
  /** Of a POST that changes nothing, or the same if it is sent twice. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal;
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/**
 * Body and ETag; undefined for 304.
 *
 * While the database wakes up (503) or there are too many requests (429), requests that may be sent twice are sent again.
 * With an expired token it leaves for the issuer and comes back here. Throws ApiProblem.
 */
export async function call<Body>(method: Method, path: string, options: Call = {}): Promise<Answer<Body> | undefined> {
  const safe = method !== "POST" || Boolean(options.repeatable ?? options.idempotencyKey);
  const answer = await patiently(() => answered(method, path, options), safe, options.signal);
  if (answer.status === 304) return undefined;
  const body = (answer.status === 204 ? undefined : await answer.json()) as Body;
  return { body, etag: answer.headers.get("etag") ?? "" };
}

async function answered(method: Method, path: string, options: Call): Promise<Response> {
  const token = (await accessToken()) ?? (await renew());
  const answer = await send(method, path, token, options);
  if (answer.status === 401) return renew();
  if (!answer.ok && answer.status !== 304) throw await problemOf(answer);
  return answer;
}

/** As `call`, for requests that cannot end as 304. */
export async function get<Body>(path: string, options: Omit<Call, "ifNoneMatch"> = {}): Promise<Answer<Body>> {
  return present(await call<Body>("GET", path, options));
}

/** The answer of a request without `ifNoneMatch`, which cannot be a 304. */
export function present<Body>(answer: Answer<Body> | undefined): Answer<Body> {
  if (!answer) throw new ApiProblem(304, "The server answered without a body.");
  return answer;
}

async function send(method: Method, path: string, token: string, options: Call): Promise<Response> {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (options.json !== undefined) headers.set("content-type", "application/json");
  if (options.file) headers.set("content-type", "application/octet-stream");
  if (options.ifMatch) headers.set("if-match", options.ifMatch);
  if (options.ifNoneMatch) headers.set("if-none-match", options.ifNoneMatch);
  if (options.idempotencyKey) headers.set("idempotency-key", options.idempotencyKey);
  const body = options.file ?? (options.json === undefined ? null : JSON.stringify(options.json));
  try {
    // The browser's cache would answer 200 where we want to see 304.
    return await fetch(address(path, options.query), {
      method,
      headers,
      body,
      cache: "no-store",
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiProblem(0, navigator.onLine ? "The server could not be reached." : "You are offline.");
  }
}

function address(path: string, query: Call["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `/api${path}${text && "?"}${text}`;
}

async function problemOf(answer: Response): Promise<ApiProblem> {
  const body = (await answer.json().catch(() => ({}))) as Partial<Schemas["Problem"]>;
  const seconds = Number(answer.headers.get("retry-after"));
  const detail =
    body.detail ?? (answer.status === 429 ? "Too many requests." : `The server answered ${answer.status}.`);
  return new ApiProblem(answer.status, detail, body.errors, seconds > 0 ? seconds : undefined);
}
