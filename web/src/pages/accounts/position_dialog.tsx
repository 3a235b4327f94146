import { useCallback } from "preact/hooks";
import { deletePosition, type Position, position, storePosition } from "../../api/accounts";
import type { Answer } from "../../api/client";
import { useLoading } from "../../api/loading";
import { type Holding, loadPortfolio } from "../../api/portfolio";
import { day } from "../../format/times";
import { Conflict } from "../../parts/conflict";
import { Dialog } from "../../parts/dialog";
import { useDraft } from "../../parts/draft";
import { Loaded } from "../../parts/loaded";
import { isConflict, useSaving } from "../../parts/saving";
import { bodyOf, fieldsOf, LABELS, type PositionFields } from "./position_fields";
import { PositionForm } from "./position_form";

interface PositionDialogProps {
  readonly held: Holding;
  readonly onClose: () => void;
}

export function PositionDialog({ held, onClose }: PositionDialogProps) {
  const stored = useLoading(useCallback(() => position(held.id), [held.id]));
  return (
    <Dialog title={held.symbol || held.name} onClose={onClose}>
      <Loaded of={stored} what="this position">
        {(answer) => <Editor held={held} stored={answer} again={stored.reload} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

interface EditorProps extends PositionDialogProps {
  readonly stored: Answer<Position>;
  readonly again: () => void;
}

function Editor({ held, stored, again, onClose }: EditorProps) {
  const { fields, change } = useDraft<PositionFields>(`position.${held.id}`, fieldsOf(stored.body, stored.etag));
  const saving = useSaving();

  async function perform(action: () => Promise<void>): Promise<void> {
    const worked = await saving.run(async () => {
      await action();
      await loadPortfolio();
    });
    if (worked) onClose();
    else again();
  }

  // After a failure the position is read again, so a conflict has both versions.
  if (isConflict(saving.error) && stored.etag !== fields.etag) {
    const theirs = fieldsOf(stored.body, stored.etag);
    return (
      <Conflict
        what="This position"
        differences={LABELS.map(([name, label]) => ({ label, mine: fields[name], theirs: theirs[name] }))}
        busy={saving.busy}
        onKeepMine={() => void perform(() => storePosition(held.id, bodyOf(fields, stored.body), stored.etag))}
        onTakeTheirs={() => void perform(() => Promise.resolve())}
      />
    );
  }
  return (
    <>
      <p class="muted small source">
        {held.name}. Price of {day(stored.body.price_date)}
        {stored.body.price_source && `, ${stored.body.price_source}`}.
      </p>
      <PositionForm
        fields={fields}
        stored={stored.body}
        saving={saving}
        onChange={change}
        onSave={() => void perform(() => storePosition(held.id, bodyOf(fields, stored.body), fields.etag))}
        onDelete={() => void perform(() => deletePosition(held.id, fields.etag))}
        onCancel={onClose}
      />
    </>
  );
}
