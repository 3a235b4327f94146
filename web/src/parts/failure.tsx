import { ApiProblem } from "../api/problem";

interface FailureProps {
  readonly error: unknown;
  /** What could not be done, e.g. "Your accounts could not be loaded." */
  readonly what?: string;
  readonly again?: () => void;
}

/** What went wrong, in the place of what was wanted. */
export function Failure({ error, what, again }: FailureProps) {
  return (
    <div class="failure" role="alert">
      <p>
        {what && <strong>{what} </strong>}
        {wordsOf(error)}
      </p>
      {again && (
        <button type="button" class="quiet" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** As a sentence: the API's own, or one for what it cannot say itself. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof ApiProblem)) return error.message;
  if (error.status === 0) return `${error.message} Nothing was changed.`;
  if (error.status === 429 && error.retryAfter) return `${error.message} Try again in ${error.retryAfter} seconds.`;
  if (error.status === 503) return "The database is still not available. Try again in a minute.";
  return error.message;
}
