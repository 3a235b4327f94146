import { useState } from "preact/hooks";
import { deleteUser } from "../../api/user";
import { Dialog } from "../../parts/dialog";
import { wordsOf } from "../../parts/failure";
import { Field } from "../../parts/field";
import { sayGoodbye } from "../../sign_in/farewell";
import { signOut } from "../../sign_in/session";

/** Typed by the user, so that no click alone deletes anything. */
const WORD = "delete";

export function DeleteMe() {
  const [isOpen, setOpen] = useState(false);
  return (
    <section class="card" aria-labelledby="delete-me">
      <h2 id="delete-me">Delete everything</h2>
      <p class="muted">
        Removes your profile, accounts, positions, analyses and feedback at once, for good. Backups lose them after 7
        days. Your sign-in itself stays with your identity provider.
      </p>
      <div class="actions">
        <button type="button" class="danger" onClick={() => setOpen(true)}>
          Delete me…
        </button>
      </div>
      {isOpen && <Confirmation close={() => setOpen(false)} />}
    </section>
  );
}

function Confirmation({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });
  const isMeant = typed.trim().toLowerCase() === WORD;

  async function erase(): Promise<void> {
    if (!isMeant) {
      setState({ busy: false, problem: `Type the word ${WORD} to confirm.` });
      return;
    }
    setState({ busy: true });
    try {
      await deleteUser();
      sayGoodbye();
      await signOut();
    } catch (problem) {
      setState({ busy: false, problem: wordsOf(problem) });
    }
  }

  return (
    <Dialog title="Delete everything?" onClose={close}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!state.busy) void erase();
        }}
      >
        <p>This cannot be undone. You may want to download your data first.</p>
        <Field label={`Type “${WORD}” to confirm`} problem={state.problem}>
          {(described) => (
            <input
              {...described}
              type="text"
              autocomplete="off"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="actions">
          <button type="submit" class="danger" aria-disabled={state.busy || !isMeant || undefined}>
            {state.busy ? "Deleting…" : "Delete everything"}
          </button>
          <button type="button" class="quiet" onClick={close}>
            Keep my data
          </button>
        </div>
      </form>
    </Dialog>
  );
}
