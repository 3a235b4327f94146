import type { ComponentChildren } from "preact";
import type { Loading } from "../api/loading";
import { Failure } from "./failure";

interface Props<Value> {
  readonly of: Loading<Value>;
  /** What is loaded, in lower case: `your analyses`. */
  readonly what: string;
  readonly children: (value: Value) => ComponentChildren;
}

/** What was loaded, or in its place how that stands. What was there stays beside the failure to load it again. */
export function Loaded<Value>({ of: { value, problem, reload }, what, children }: Props<Value>) {
  return (
    <>
      {problem !== undefined && <Failure error={problem} what={`No news of ${what}.`} again={reload} />}
      {value !== undefined && children(value)}
      {value === undefined && problem === undefined && (
        <p class="muted" role="status">
          Loading {what}…
        </p>
      )}
    </>
  );
}
