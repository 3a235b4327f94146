import type { Profile } from "../../api/user";
import { money } from "../../format/amounts";
import { Notice } from "../../parts/notice";

/** The profile changed in another tab or on another device: both versions, and a choice. */
export function Conflict({ theirs, choose }: { theirs: Profile; choose: (mine: boolean) => void }) {
  return (
    <Notice kind="warn">
      <p>Your profile was changed elsewhere since you opened this page. It now says:</p>
      <dl class="theirs">
        <dt>Display name</dt>
        <dd>{theirs.display_name || "none"}</dd>
        <dt>Notes</dt>
        <dd>{theirs.notes || "none"}</dd>
        <dt>Goal</dt>
        <dd>{goal(theirs.goal)}</dd>
      </dl>
      <div class="actions">
        <button type="button" onClick={() => choose(true)}>
          Save mine instead
        </button>
        <button type="button" class="quiet" onClick={() => choose(false)}>
          Take that one
        </button>
      </div>
    </Notice>
  );
}

function goal(found: Profile["goal"]): string {
  if (!found) return "none";
  const years = found.years_until_retirement;
  return `${years} years until retirement, ${money(found.target_annual_income)} a year then, ${money(found.annual_contribution ?? 0)} saved a year`;
}
