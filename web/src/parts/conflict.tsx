import { useEffect, useRef } from "preact/hooks";
import { Scrolls } from "./scrolls";

export interface Difference {
  readonly label: string;
  readonly mine: string;
  readonly theirs: string;
}

interface ConflictProps {
  /** What was changed twice, e.g. "This position". */
  readonly what: string;
  readonly differences: readonly Difference[];
  readonly busy: boolean;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Both versions, and the choice. */
export function Conflict({ what, differences, busy, onKeepMine, onTakeTheirs }: ConflictProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="conflict stack" role="alert">
      <h3 ref={heading} tabIndex={-1}>
        {what} was changed meanwhile, in another tab or on another device
      </h3>
      <Scrolls label="Both versions">
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">You typed</th>
              <th scope="col">Stored now</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ label, mine, theirs }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{mine === theirs ? mine : <strong>{mine || "nothing"}</strong>}</td>
                <td>
                  {mine === theirs ? <span class="muted">the same</span> : <strong>{theirs || "nothing"}</strong>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
      <div class="actions">
        <button type="button" disabled={busy} onClick={onKeepMine}>
          Store what I typed
        </button>
        <button type="button" class="quiet" disabled={busy} onClick={onTakeTheirs}>
          Keep what is stored
        </button>
      </div>
    </section>
  );
}
