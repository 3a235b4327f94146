import {
  AuthorizationResponseError,
  JWT_TIMESTAMP_CHECK,
  OperationProcessingError,
  ResponseBodyError,
} from "oauth4webapi";

/** What went wrong on the way to the issuer or back, as a sentence for people. */
export function refusal(what: string, error: unknown): string {
  if (error instanceof AuthorizationResponseError && error.error === "access_denied") {
    return "You did not sign in: the sign-in page was left, or access was denied.";
  }
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return `${what}: ${error.error_description ?? `the sign-in service answered “${error.error}”`}.`;
  }
  if (error instanceof OperationProcessingError && error.code === JWT_TIMESTAMP_CHECK) {
    return `${what}: the clock of this device is wrong, or the sign-in service's is.`;
  }
  if (error instanceof TypeError) {
    return `${what}: ${navigator.onLine ? "the sign-in service cannot be reached" : "you are offline"}.`;
  }
  return `${what}: ${error instanceof Error ? error.message : String(error)}`;
}
