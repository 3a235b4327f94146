import { Page } from "./page";

/** In place of a page whose code did not arrive. */
export function Unloaded() {
  return (
    <Page title="This page did not load">
      <p role="alert">
        {navigator.onLine
          ? "A new version of Alex may have been released since you opened it."
          : "You are offline. The page can be loaded when you are connected again."}
      </p>
      <button type="button" onClick={() => location.reload()}>
        Load again
      </button>
    </Page>
  );
}
