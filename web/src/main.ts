/** Finds out who is there. A live session leaves for its issuer at once: the program is fetched meanwhile. */
import { session, start } from "./sign_in/session";

const path = start();
// The address of a sign-in holds a code that must not stay in the history.
if (path !== location.pathname + location.search) history.replaceState(null, "", path);

let isShown = false;
session.subscribe(({ state }) => {
  if (state === "starting" || isShown) return;
  isShown = true;
  void showApp(document.getElementById("app") as HTMLElement);
});

async function showApp(place: HTMLElement): Promise<void> {
  const app = await import("./app").catch(() => undefined);
  if (app) app.show(place);
  else place.textContent = "Alex could not be loaded. Check your connection, then reload this page.";
}
