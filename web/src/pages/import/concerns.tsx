import type { Schemas } from "../../api/client";
import { money } from "../../format/amounts";

interface ConcernsProps {
  readonly warnings: readonly string[];
  readonly disagreements: readonly Schemas["Disagreement"][];
}

/** What to know before storing. */
export function Concerns({ warnings, disagreements }: ConcernsProps) {
  if (warnings.length + disagreements.length === 0) return null;
  return (
    <div class="concerns">
      <h3>Before you store it</h3>
      <ul>
        {disagreements.map(({ what, stated, read, currency }) => (
          <li key={what} class="bad">
            {what}: the file states {money(stated, currency)}, but its rows add up to {money(read, currency)}.
          </li>
        ))}
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </div>
  );
}
