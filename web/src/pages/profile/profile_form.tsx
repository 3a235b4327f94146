import { useState } from "preact/hooks";
import { ApiProblem } from "../../api/problem";
import { type Profile, profile, storeProfile } from "../../api/user";
import { wordsOf } from "../../parts/failure";
import { concernsNoField } from "../../parts/field";
import { draft, dropDraft, keepDraft } from "../../sign_in/drafts";
import { Conflict } from "./conflict";
import { ProfileFields } from "./profile_fields";
import { bodyOf, type Texts, textsOf } from "./texts";

const DRAFT = "profile";
const FIELDS = ["display_name", "notes", "goal"];

type State =
  | { readonly doing: "nothing" | "sending" | "stored" }
  | { readonly doing: "failed"; readonly problem: unknown };

/** Name, notes and goal. What is typed outlives a refusal, a lost connection and an expired session. */
export function ProfileForm({ stored, etag }: { stored: Profile; etag: string }) {
  const [texts, setTexts] = useState<Texts>(() => draft<Texts>(DRAFT) ?? textsOf(stored));
  const [version, setVersion] = useState(etag);
  const [state, setState] = useState<State>({ doing: "nothing" });
  const [theirs, setTheirs] = useState<Profile>();

  function type(changes: Partial<Texts>): void {
    const typed = { ...texts, ...changes };
    setTexts(typed);
    keepDraft(DRAFT, typed);
    if (state.doing === "stored") setState({ doing: "nothing" });
  }

  async function store(): Promise<void> {
    setState({ doing: "sending" });
    try {
      const answer = await storeProfile(bodyOf(texts), version);
      dropDraft(DRAFT);
      setVersion(answer.etag);
      setTexts(textsOf(answer.body));
      setState({ doing: "stored" });
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 412) await compare();
      else setState({ doing: "failed", problem });
    }
  }

  /** Somebody stored another version meanwhile: shows it, and lets the user choose. */
  async function compare(): Promise<void> {
    try {
      const newer = await profile();
      setTheirs(newer.body);
      setVersion(newer.etag);
      setState({ doing: "nothing" });
    } catch (problem) {
      setState({ doing: "failed", problem });
    }
  }

  function choose(mine: boolean): void {
    if (theirs && !mine) {
      setTexts(textsOf(theirs));
      dropDraft(DRAFT);
    }
    setTheirs(undefined);
    if (mine) void store();
  }

  const problem = state.doing === "failed" ? state.problem : undefined;
  const busy = state.doing === "sending";
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void store();
      }}
    >
      <ProfileFields texts={texts} type={type} problem={problem} />
      {theirs && <Conflict theirs={theirs} choose={choose} />}
      <div class="actions">
        <button type="submit" aria-disabled={busy}>
          {busy ? "Saving…" : "Save"}
        </button>
        <p class={problem === undefined ? "muted" : "problem"} role="status">
          {told(state)}
        </p>
      </div>
    </form>
  );
}

function told(state: State): string {
  if (state.doing === "stored") return "Saved. The next analysis uses it.";
  if (state.doing !== "failed") return "";
  return concernsNoField(state.problem, FIELDS) ? wordsOf(state.problem) : "Not saved: see the fields above.";
}
