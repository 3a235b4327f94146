import type { components } from "./schema";

export type FieldError = components["schemas"]["FieldError"];

/** An answer that is no success, or none at all. `message` is a sentence for people. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    message: string,
    /** Wrong fields of the request. */
    readonly fields: readonly FieldError[] = [],
    /** From Retry-After, in seconds. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}
