import { render } from "preact";
import { App } from "./app";
import { loadConfiguration } from "./configuration";
import { start } from "./sign_in/session";

const configuration = loadConfiguration();
// Whoever needs it says what is wrong with it.
configuration.catch(() => undefined);
const path = start(configuration);
// The address of a sign-in holds a code that must not stay in the history.
if (path !== location.pathname + location.search) history.replaceState(null, "", path);
render(<App />, document.getElementById("app") as HTMLElement);
