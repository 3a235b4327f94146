import type { ComponentChildren } from "preact";
import { type Loading, retrySeconds } from "../api/loading";
import { ApiProblem } from "../api/problem";
import { Notice } from "./notice";

interface Props<Value> {
  readonly of: Loading<Value>;
  /** What is loaded, in lower case: `your analyses`. */
  readonly what: string;
  readonly children: (value: Value) => ComponentChildren;
}

/** A loaded value, or the words for why it is not there yet. */
export function Loaded<Value>({ of: { value, problem, reload }, what, children }: Props<Value>) {
  return (
    <>
      {problem !== undefined && <Trouble problem={problem} what={what} again={reload} />}
      {value !== undefined && children(value)}
      {value === undefined && problem === undefined && (
        <p class="waiting" role="status">
          Loading {what}…
        </p>
      )}
    </>
  );
}

/** What stands in the way, and whether anybody has to do anything about it. */
export function Trouble({ problem, what, again }: { problem: unknown; what: string; again?: () => void }) {
  const automatic = retrySeconds(problem) !== undefined;
  return (
    <Notice kind={automatic ? "wait" : "bad"}>
      <p>{trouble(problem, what)}</p>
      {again && !automatic && (
        <button type="button" class="quiet" onClick={again}>
          Try again
        </button>
      )}
    </Notice>
  );
}

function trouble(problem: unknown, what: string): string {
  if (!(problem instanceof ApiProblem)) return problem instanceof Error ? problem.message : String(problem);
  if (problem.status === 0) return `${problem.message} Alex tries again by itself.`;
  if (problem.status === 503) return `The database is waking up, which takes a moment. Alex gets ${what} by itself.`;
  if (problem.status === 429) return `Too many requests at once. Alex gets ${what} by itself in a moment.`;
  return problem.message;
}
