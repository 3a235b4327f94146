import { useCallback } from "preact/hooks";
import { account, deleteAccount } from "../../api/accounts";
import { useLoading } from "../../api/loading";
import { type HeldAccount, loadPortfolio } from "../../api/portfolio";
import { counted } from "../../format/amounts";
import { Dialog } from "../../parts/dialog";
import { Failure } from "../../parts/failure";
import { Loaded } from "../../parts/loaded";
import { isConflict, useSaving } from "../../parts/saving";

export function DeleteAccount({ held, onClose }: { held: HeldAccount; onClose: () => void }) {
  const stored = useLoading(useCallback(() => account(held.id), [held.id]));
  const saving = useSaving();

  async function remove(etag: string): Promise<void> {
    const worked = await saving.run(async () => {
      await deleteAccount(held.id, etag);
      await loadPortfolio();
    });
    if (worked) onClose();
    else stored.reload();
  }

  return (
    <Dialog title={`Delete ${held.name}?`} onClose={onClose}>
      <Loaded of={stored} what="this account">
        {({ etag }) => (
          <div class="form">
            <p>
              The account goes with its cash and {counted(held.positions.length, "position")}. There is no way back.
              Analyses that were made with it stay.
            </p>
            {saving.error !== undefined && (
              <Failure
                what="Nothing was deleted."
                error={
                  isConflict(saving.error) ? "The account was changed meanwhile. Delete it as it is now?" : saving.error
                }
              />
            )}
            <div class="actions">
              <button type="button" class="danger" disabled={saving.busy} onClick={() => void remove(etag)}>
                {saving.busy ? "Deleting…" : "Delete the account"}
              </button>
              <button type="button" class="quiet" onClick={onClose}>
                Cancel
              </button>
            </div>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
