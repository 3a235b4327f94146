/** Loads what a page shows, and loads it again by itself where waiting helps. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiProblem } from "./problem";

export interface Loading<Value> {
  /** The newest; stays while it is loaded again. */
  readonly value: Value | undefined;
  /** Why there is none, or no newer one. */
  readonly problem: unknown;
  readonly reload: () => void;
}

const OFFLINE_SECONDS = 5;

/** Seconds until another attempt makes sense; undefined if only a person can help. */
export function retrySeconds(problem: unknown): number | undefined {
  if (!(problem instanceof ApiProblem)) return undefined;
  if (problem.status === 0) return OFFLINE_SECONDS;
  if (problem.status === 503 || problem.status === 429) return problem.retryAfter ?? OFFLINE_SECONDS;
  return undefined;
}

/** `load` must be stable (`useCallback`): a new one loads again. */
export function useLoading<Value>(load: (signal: AbortSignal) => Promise<Value>): Loading<Value> {
  const [state, setState] = useState<{ value?: Value; problem?: unknown }>({});
  const [attempt, setAttempt] = useState(0);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  const newest = useRef(load);
  useEffect(() => {
    const stop = new AbortController();
    let timer: number | undefined;
    if (newest.current !== load) setState({});
    newest.current = load;
    load(stop.signal)
      .then((value) => setState({ value }))
      .catch((problem: unknown) => {
        if (stop.signal.aborted) return;
        setState((before) => ({ ...before, problem }));
        const seconds = retrySeconds(problem);
        if (seconds !== undefined) timer = window.setTimeout(again, seconds * 1000);
      });
    addEventListener("online", again);
    return () => {
      stop.abort();
      clearTimeout(timer);
      removeEventListener("online", again);
    };
  }, [load, attempt, again]);
  return { value: state.value, problem: state.problem, reload: again };
}
