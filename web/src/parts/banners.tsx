import { signal } from "@preact/signals";
import { waiting } from "../api/waiting";
import { notice } from "../sign_in/session";

const online = signal(navigator.onLine);
for (const change of ["online", "offline"]) {
  window.addEventListener(change, () => {
    online.value = navigator.onLine;
  });
}

const WAITING = {
  waking: "The database is waking up, which takes up to a minute. Your request is sent again by itself.",
  busy: "Too many requests at once. Yours is sent again in a moment.",
};

/** What concerns every page. The place is there from the start, so that screen readers notice what comes into it. */
export function Banners() {
  return (
    <div class="banners" role="status">
      {!online.value && (
        <p class="banner warn">
          You are offline. What you see may be old; what you typed stays here until you are connected again.
        </p>
      )}
      {waiting.value && <p class="banner">{WAITING[waiting.value.reason]}</p>}
      {notice.value && (
        <p class="banner">
          {notice.value}
          <button type="button" class="quiet small" onClick={() => (notice.value = undefined)}>
            Close
          </button>
        </p>
      )}
    </div>
  );
}
