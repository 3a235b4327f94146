import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { number } from "../format/amounts";

const AT_ONCE = 100;

interface InPartsProps<Row> {
  readonly rows: readonly Row[];
  /** Draws a table of these. */
  readonly children: (rows: readonly Row[]) => ComponentChildren;
}

/** Long tables appear a hundred rows at a time, so that a page with thousands comes at once. */
export function InParts<Row>({ rows, children }: InPartsProps<Row>) {
  const shown = useSignal(AT_ONCE);
  const left = rows.length - shown.value;
  return (
    <>
      {children(rows.slice(0, shown.value))}
      {left > 0 && (
        <button type="button" class="quiet small" onClick={() => (shown.value += 5 * AT_ONCE)}>
          Show {number(Math.min(left, 5 * AT_ONCE))} more of {number(left)}
        </button>
      )}
    </>
  );
}
