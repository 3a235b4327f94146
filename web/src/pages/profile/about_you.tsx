import { useSignal } from "@preact/signals";
import type { Answer } from "../../api/client";
import { type Profile, profile, storeProfile } from "../../api/user";
import { Conflict } from "../../parts/conflict";
import { useDraft } from "../../parts/draft";
import { isConflict, useSaving } from "../../parts/saving";
import { AboutForm, type Texts } from "./about_form";

const DRAFT = "profile";

/** Name and notes. What is typed outlives a refusal, a lost connection and an expired session. */
export function AboutYou({ loaded }: { loaded: Answer<Profile> }) {
  /** As stored, of which the user has seen name and notes. */
  const base = useSignal(loaded);
  /** What somebody else has stored meanwhile, if it must be chosen from. */
  const theirs = useSignal<Answer<Profile> | undefined>(undefined);
  const isStored = useSignal(false);
  const { fields, change } = useDraft<Texts>(DRAFT, textsOf(loaded.body));
  const saving = useSaving();

  async function store(over: Answer<Profile>): Promise<void> {
    const body = { display_name: fields.name, notes: fields.notes, goal: over.body.goal };
    base.value = await storeProfile(body, over.etag);
    theirs.value = undefined;
    isStored.value = true;
  }

  /** A change of something else, e.g. of the goal, is none of these texts'. */
  async function save(): Promise<void> {
    try {
      await store(base.value);
    } catch (error) {
      if (!isConflict(error)) throw error;
      const newest = await profile();
      if (same(newest.body, base.value.body)) await store(newest);
      else theirs.value = newest;
    }
  }

  function take(found: Answer<Profile>): void {
    base.value = found;
    theirs.value = undefined;
    change(textsOf(found.body));
  }

  const other = theirs.value;
  if (other) {
    return (
      <Conflict
        what="Your profile"
        differences={differences(fields, textsOf(other.body))}
        busy={saving.busy}
        onKeepMine={() => void saving.run(() => store(other))}
        onTakeTheirs={() => take(other)}
      />
    );
  }
  return (
    <AboutForm
      texts={fields}
      busy={saving.busy}
      error={saving.error}
      isStored={isStored.value}
      onChange={(changed) => {
        isStored.value = false;
        change(changed);
      }}
      onSave={() => void saving.run(save)}
    />
  );
}

function textsOf({ display_name, notes }: Profile): Texts {
  return { name: display_name, notes };
}

function same(one: Profile, other: Profile): boolean {
  return one.display_name === other.display_name && one.notes === other.notes;
}

function differences(mine: Texts, theirs: Texts) {
  return [
    { label: "Display name", mine: mine.name, theirs: theirs.name },
    { label: "Notes", mine: mine.notes, theirs: theirs.notes },
  ];
}
