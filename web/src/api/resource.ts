/** What a page shows of the API: loading, there, or failed with a way to try again. */
import { type ReadonlySignal, signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiProblem } from "./problem";

export interface Resource<Value> {
  readonly value: Value | undefined;
  readonly problem: Error | undefined;
  readonly reload: () => void;
}

/** Counts up when the browser is online again. */
const reconnections = signal(0);
window.addEventListener("online", () => {
  reconnections.value++;
});

/**
 * Loads when the component is shown, again when `inputs` change, and again after a failure when the browser is back
 * online. What was there stays while it loads.
 */
export function useResource<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  inputs: readonly unknown[] = [],
): Resource<Value> {
  const value = useSignal<Value | undefined>(undefined);
  const problem = useSignal<Error | undefined>(undefined);
  const attempts = useSignal(0);
  const online = offline(problem) ? reconnections.value : 0;
  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal)
      .then((loaded) => {
        value.value = loaded;
        problem.value = undefined;
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) problem.value = error instanceof Error ? error : new Error(String(error));
      });
    return () => stop.abort();
  }, [...inputs, attempts.value, online]);
  const reload = () => {
    problem.value = undefined;
    attempts.value++;
  };
  return { value: value.value, problem: problem.value, reload };
}

function offline(problem: ReadonlySignal<Error | undefined>): boolean {
  return problem.value instanceof ApiProblem && problem.value.status === 0;
}
