import { render } from "preact";
import { App } from "./app";
import { loadConfiguration } from "./configuration";
import { Failure } from "./parts/failure";
import { start } from "./sign_in/session";

const root = document.getElementById("app") as HTMLElement;

try {
  const path = await start(await loadConfiguration());
  // The address of a sign-in holds a code that must not stay in the history.
  if (path !== location.pathname + location.search) history.replaceState(null, "", path);
  render(<App />, root);
} catch (error) {
  render(<Failure error={error} />, root);
}
