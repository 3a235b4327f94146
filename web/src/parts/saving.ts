import { useSignal } from "@preact/signals";
import { ApiProblem } from "../api/problem";

export interface Saving {
  readonly busy: boolean;
  readonly error: unknown;
  /** True if it worked. A second call while one is under way does nothing. */
  readonly run: (action: () => Promise<void>) => Promise<boolean>;
}

/** State of a change on its way to the API. */
export function useSaving(): Saving {
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  async function run(action: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    error.value = undefined;
    try {
      await action();
      return true;
    } catch (problem) {
      error.value = problem;
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy: busy.value, error: error.value, run };
}

/** Somebody else, or another tab, has changed it meanwhile. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 412;
}
