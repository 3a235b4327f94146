import type { ImportView } from "../../api/imports";
import { money } from "../../format/amounts";
import { Scrolls } from "../../parts/scrolls";

/** The file's own totals beside the sums of what was read. */
export function Totals({ totals }: { totals: ImportView["totals"] }) {
  return (
    <Scrolls label="Totals">
      <table>
        <caption class="hidden">Totals</caption>
        <thead>
          <tr>
            <th scope="col">Total</th>
            <th scope="col" class="amount">
              In the file
            </th>
            <th scope="col" class="amount">
              As read
            </th>
            <th scope="col">Agrees</th>
          </tr>
        </thead>
        <tbody>
          {totals.map(({ account, id, currency, stated, read, agrees }, index) => (
            <tr key={index}>
              <th scope="row">
                {account ?? "Whole file"} {id && id !== account && <span class="muted small">{id}</span>}
              </th>
              <td class="amount">{stated ? money(stated, currency) : <span class="muted">not stated</span>}</td>
              <td class="amount">{read ? money(read, currency) : <span class="muted">no exchange rate</span>}</td>
              <td>{AGREES[String(agrees)]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

const AGREES: Readonly<Record<string, preact.JSX.Element>> = {
  true: <span class="good">✓ yes</span>,
  false: <strong class="bad">✗ no</strong>,
  null: <span class="muted">nothing to compare</span>,
  undefined: <span class="muted">nothing to compare</span>,
};
