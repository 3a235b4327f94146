import type { ComponentChildren } from "preact";
import { useErrorBoundary, useLayoutEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Page } from "./page";

/** A mistake of ours on one page, or data that nobody expected, leaves the navigation and the other pages as they are. */
export function Boundary({ children }: { children: ComponentChildren }) {
  const [error, reset] = useErrorBoundary((thrown: unknown) => reportError(thrown));
  const { path } = useLocation();
  useLayoutEffect(reset, [path]);
  if (!error) return <>{children}</>;
  return (
    <Page title="This page broke">
      <p role="alert">Something on it was not as expected. Nothing that you have stored is lost.</p>
      <button type="button" onClick={reset}>
        Try again
      </button>
    </Page>
  );
}
