import { useCallback } from "preact/hooks";
import { type Account, account, addAccount, storeAccount } from "../../api/accounts";
import type { Answer } from "../../api/client";
import { useLoading } from "../../api/loading";
import { type HeldAccount, loadPortfolio } from "../../api/portfolio";
import { Conflict } from "../../parts/conflict";
import { Dialog } from "../../parts/dialog";
import { useDraft } from "../../parts/draft";
import { Loaded } from "../../parts/loaded";
import { isConflict, useSaving } from "../../parts/saving";
import { type AccountFields, bodyOf, described, fieldsOf, NEW } from "./account_fields";
import { AccountForm } from "./account_form";

/** A new account, or name, kind and cash of one that there is. */
export function AccountDialog({ held, onClose }: { held?: HeldAccount; onClose: () => void }) {
  return (
    <Dialog title={held ? held.name : "Add an account"} onClose={onClose}>
      {held ? <Stored held={held} onClose={onClose} /> : <New onClose={onClose} />}
    </Dialog>
  );
}

function New({ onClose }: { onClose: () => void }) {
  const { fields, change } = useDraft<AccountFields>("new_account", NEW);
  const saving = useSaving();

  async function save(): Promise<void> {
    const worked = await saving.run(async () => {
      await addAccount(bodyOf(fields));
      await loadPortfolio();
    });
    if (worked) onClose();
  }

  return (
    <AccountForm fields={fields} saving={saving} onChange={change} onSave={() => void save()} onCancel={onClose} />
  );
}

function Stored({ held, onClose }: { held: HeldAccount; onClose: () => void }) {
  const stored = useLoading(useCallback(() => account(held.id), [held.id]));
  return (
    <Loaded of={stored} what="this account">
      {(answer) => <Editor stored={answer} again={stored.reload} onClose={onClose} />}
    </Loaded>
  );
}

interface EditorProps {
  readonly stored: Answer<Account>;
  readonly again: () => void;
  readonly onClose: () => void;
}

function Editor({ stored: { body, etag }, again, onClose }: EditorProps) {
  const { fields, change } = useDraft<AccountFields>(`account.${body.id}`, fieldsOf(body, etag));
  const saving = useSaving();

  async function perform(action: () => Promise<void>): Promise<void> {
    const worked = await saving.run(async () => {
      await action();
      await loadPortfolio();
    });
    if (worked) onClose();
    else again();
  }

  // After a failure the account is read again, so a conflict has both versions.
  if (isConflict(saving.error) && etag !== fields.etag) {
    const mine = described(fields);
    const theirs = described(fieldsOf(body, etag));
    const differences = Object.keys(mine).map((label) => ({
      label,
      mine: mine[label] ?? "",
      theirs: theirs[label] ?? "",
    }));
    return (
      <Conflict
        what="This account"
        differences={differences}
        busy={saving.busy}
        onKeepMine={() => void perform(() => storeAccount(body.id, bodyOf(fields), etag))}
        onTakeTheirs={() => void perform(() => Promise.resolve())}
      />
    );
  }
  const save = () => void perform(() => storeAccount(body.id, bodyOf(fields), fields.etag));
  return <AccountForm fields={fields} saving={saving} onChange={change} onSave={save} onCancel={onClose} />;
}
