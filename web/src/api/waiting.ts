/** Requests that the server could not take yet, and that are sent again by themselves. The shell says so. */
import { signal } from "@preact/signals";
import type { ApiProblem } from "./problem";

export interface Waiting {
  readonly reason: "waking" | "busy";
  /** How many requests wait. */
  readonly requests: number;
}

export const waiting = signal<Waiting | undefined>(undefined);

const WAKING = 503;
const BUSY = 429;
const MOST_ATTEMPTS = { [WAKING]: 8, [BUSY]: 4 };
const LONGEST_SECONDS = 20;

/**
 * Sends until there is an answer that waiting does not change.
 *
 * Args:
 *   send: throws ApiProblem.
 *   safe: whether the request may be sent twice. Others are sent once.
 *   signal: ends the waiting, with an AbortError.
 */
export async function patiently<Answer>(
  send: () => Promise<Answer>,
  safe: boolean,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const seconds = safe ? pause(error as Partial<ApiProblem>, attempt) : undefined;
      if (seconds === undefined) throw error;
      await wait((error as ApiProblem).status === WAKING ? "waking" : "busy", seconds, signal);
    }
  }
}

/** Seconds until the next attempt; undefined if there is to be none. Aurora wakes up within a minute. */
function pause({ status, retryAfter }: Partial<ApiProblem>, attempt: number): number | undefined {
  if (status !== WAKING && status !== BUSY) return undefined;
  if (attempt >= MOST_ATTEMPTS[status]) return undefined;
  return Math.min(retryAfter ?? 2 ** attempt, LONGEST_SECONDS);
}

async function wait(reason: Waiting["reason"], seconds: number, signal: AbortSignal | undefined): Promise<void> {
  waiting.value = { reason, requests: (waiting.value?.requests ?? 0) + 1 };
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, seconds * 1000);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    });
  } finally {
    const requests = (waiting.value?.requests ?? 1) - 1;
    waiting.value = requests ? { reason, requests } : undefined;
  }
}
