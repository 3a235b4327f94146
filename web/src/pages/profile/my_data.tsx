import { useEffect, useRef, useState } from "preact/hooks";
import { exported } from "../../api/user";
import { download } from "../../format/download";
import { wordsOf } from "../../parts/failure";

type State = { readonly doing: "nothing" | "working" | "done" } | { readonly doing: "failed"; readonly text: string };

/** Everything that is stored about the user, as one file. */
export function MyData() {
  const [state, setState] = useState<State>({ doing: "nothing" });
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  async function fetchAll(): Promise<void> {
    stop.current = new AbortController();
    const { signal } = stop.current;
    setState({ doing: "working" });
    try {
      const document = await exported(signal);
      download(`alex-${document.exported_at.slice(0, 10)}.json`, document);
      setState({ doing: "done" });
    } catch (problem) {
      if (!signal.aborted) setState({ doing: "failed", text: wordsOf(problem) });
    }
  }

  const busy = state.doing === "working";
  return (
    <section class="card" aria-labelledby="my-data">
      <h2 id="my-data">Your data</h2>
      <p class="muted">
        One JSON file with your profile, accounts and positions, prices and rates you brought in, all analyses with
        their results, and what they cost.
      </p>
      <div class="actions">
        <button type="button" class="quiet" aria-disabled={busy} onClick={() => busy || void fetchAll()}>
          {busy ? "Collecting…" : "Download my data"}
        </button>
        <p class={state.doing === "failed" ? "problem" : "muted"} role="status">
          {state.doing === "done" && "The file is in your downloads."}
          {state.doing === "failed" && state.text}
        </p>
      </div>
    </section>
  );
}
