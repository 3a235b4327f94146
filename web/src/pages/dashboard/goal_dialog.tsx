import type { Answer } from "../../api/client";
import { useLoading } from "../../api/loading";
import { loadPortfolio } from "../../api/portfolio";
import { type Profile, profile, storeProfile } from "../../api/user";
import { Conflict } from "../../parts/conflict";
import { Dialog } from "../../parts/dialog";
import { useDraft } from "../../parts/draft";
import { Loaded } from "../../parts/loaded";
import { isConflict, useSaving } from "../../parts/saving";
import { fieldsOf, type GoalFields, goalOf, LABELS } from "./goal_fields";
import { GoalForm } from "./goal_form";

const DRAFT = "goal";

interface GoalDialogProps {
  readonly currency: string;
  readonly onClose: () => void;
}

export function GoalDialog({ currency, onClose }: GoalDialogProps) {
  const stored = useLoading(profile);
  return (
    <Dialog title="Retirement goal" onClose={onClose}>
      <Loaded of={stored} what="your goal">
        {(answer) => <Editor stored={answer} again={stored.reload} currency={currency} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

interface EditorProps extends GoalDialogProps {
  readonly stored: Answer<Profile>;
  readonly again: () => void;
}

function Editor({ stored, again, currency, onClose }: EditorProps) {
  const { fields, change } = useDraft<GoalFields>(DRAFT, fieldsOf(stored.body.goal, stored.etag));
  const saving = useSaving();

  async function save(goal: Profile["goal"], etag: string): Promise<void> {
    const worked = await saving.run(async () => {
      const { display_name, notes } = stored.body;
      await storeProfile({ display_name, notes, goal }, etag);
      await loadPortfolio();
    });
    if (worked) onClose();
    else again();
  }

  // The newest profile is loaded after every failure, so a conflict has both versions.
  if (isConflict(saving.error) && stored.etag !== fields.etag) {
    const theirs = fieldsOf(stored.body.goal, stored.etag);
    return (
      <Conflict
        what="Your profile"
        differences={LABELS.map(([name, label]) => ({ label, mine: fields[name], theirs: theirs[name] }))}
        busy={saving.busy}
        onKeepMine={() => void save(goalOf(fields), stored.etag)}
        onTakeTheirs={onClose}
      />
    );
  }
  return (
    <GoalForm
      fields={fields}
      currency={currency}
      busy={saving.busy}
      error={saving.error}
      hasGoal={stored.body.goal !== null}
      onChange={change}
      onSave={() => void save(goalOf(fields), fields.etag)}
      onRemove={() => void save(null, fields.etag)}
      onCancel={onClose}
    />
  );
}
