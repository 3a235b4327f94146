import type { Schemas } from "../../api/client";
import { counted } from "../../format/amounts";
import { InParts } from "../../parts/in_parts";
import { Scrolls } from "../../parts/scrolls";

type Row = Schemas["AccountedRow"];

/** In the order in which they matter. */
const DESTINIES: Readonly<Record<Schemas["Destiny"], string>> = {
  skipped: "Left out",
  merged: "Part of a position",
  cash: "Cash",
  total: "Total",
  heading: "Heading",
};
const ORDER = Object.keys(DESTINIES);

/** Every row of the file that is no position, and why. */
export function OtherRows({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  const sorted = [...rows].sort((one, other) => ORDER.indexOf(one.destiny) - ORDER.indexOf(other.destiny));
  const skipped = rows.filter(({ destiny }) => destiny === "skipped").length;
  return (
    <details class="card" open={skipped > 0}>
      <summary>
        <h2>All other rows</h2>
        <span class="muted small">
          {counted(rows.length, "row")}, {skipped === 0 ? "none" : skipped} left out
        </span>
      </summary>
      <InParts rows={sorted}>
        {(shown) => (
          <Scrolls label="All other rows">
            <table>
              <thead>
                <tr>
                  <th scope="col">Line</th>
                  <th scope="col">In the file</th>
                  <th scope="col">Became</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((row, index) => (
                  <tr key={index}>
                    <td>{lines(row)}</td>
                    <td class="written">{row.what}</td>
                    <td>{row.destiny === "skipped" ? <strong>{DESTINIES.skipped}</strong> : DESTINIES[row.destiny]}</td>
                    <td>{row.why}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolls>
        )}
      </InParts>
    </details>
  );
}

function lines({ line, last_line }: Row): string {
  if (!line) return "–";
  return last_line && last_line !== line ? `${line}–${last_line}` : String(line);
}
