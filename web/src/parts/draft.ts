/** Forms and dialogs that survive signing in again. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { draft, dropDraft, keepDraft } from "../sign_in/drafts";
import { session } from "../sign_in/session";

export interface Draft<Fields> {
  readonly fields: Fields;
  readonly change: (changed: Partial<Fields>) => void;
}

/** What is typed into a form, kept for the tab until the form is closed. */
export function useDraft<Fields extends object>(name: string, initial: Fields): Draft<Fields> {
  const fields = useSignal<Fields>(draft<Fields>(name) ?? initial);
  useGivenUp(name);
  return {
    fields: fields.value,
    change: (changed) => {
      fields.value = { ...fields.value, ...changed };
      keepDraft(name, fields.value);
    },
  };
}

/** What is closed while its user stays signed in is done with. */
function useGivenUp(name: string): void {
  useEffect(
    () => () => {
      if (session.peek().state === "signed_in") dropDraft(name);
    },
    [name],
  );
}

export interface OpenDialog<Which> {
  readonly which: Which | undefined;
  readonly open: (which: Which) => void;
  readonly close: () => void;
}

/** Which dialog of a page is open: open again after signing in again, with what was typed into it. */
export function useOpenDialog<Which>(page: string): OpenDialog<Which> {
  const name = `${page}.dialog`;
  const which = useSignal<Which | undefined>(draft<Which>(name));
  useGivenUp(name);
  return {
    which: which.value,
    open: (opened) => {
      which.value = opened;
      keepDraft(name, opened);
    },
    close: () => {
      which.value = undefined;
      dropDraft(name);
    },
  };
}
