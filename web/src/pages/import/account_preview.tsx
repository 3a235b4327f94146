import type { Schemas } from "../../api/client";
import { counted, money, number } from "../../format/amounts";
import { INSTRUMENT_KINDS } from "../../format/words";
import { InParts } from "../../parts/in_parts";
import { Scrolls } from "../../parts/scrolls";

type ImportedPosition = Schemas["ImportedPosition"];

interface AccountPreviewProps {
  readonly account: Schemas["ImportedAccount"];
  /** Name of the stored account in whose place it comes. */
  readonly replaces: string | undefined;
  readonly base: string;
}

export function AccountPreview({ account, replaces, base }: AccountPreviewProps) {
  const positions = account.positions ?? [];
  const cash = (account.cash ?? []).map(({ amount, currency }) => money(amount, currency)).join(" + ");
  return (
    <details class="card" open={positions.length <= 50}>
      <summary>
        <h2>{account.name}</h2>
        <span class="muted small">
          {replaces ? `replaces ${replaces}` : "new"} · {counted(positions.length, "position")} · {cash || "no"} cash
        </span>
      </summary>
      {positions.length === 0 && <p class="muted">Cash only.</p>}
      <InParts rows={positions}>
        {(rows) =>
          rows.length > 0 && (
            <Scrolls label={`Positions of ${account.name}`}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">Position</th>
                    <th scope="col" class="amount">
                      Quantity
                    </th>
                    <th scope="col" class="amount">
                      Price
                    </th>
                    <th scope="col" class="amount">
                      Value
                    </th>
                    <th scope="col">Line</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((position, index) => (
                    <Row key={index} position={position} base={base} />
                  ))}
                </tbody>
              </table>
            </Scrolls>
          )
        }
      </InParts>
    </details>
  );
}

function Row({ position, base }: { position: ImportedPosition; base: string }) {
  const { symbol, isin, cusip, name, kind, quantity, value, value_in_base, currency, line, also_on } = position;
  const shown = symbol ?? isin ?? cusip ?? name;
  return (
    <tr>
      <th scope="row">
        {shown} <span class="muted small">{INSTRUMENT_KINDS[kind]}</span>
        {name && name !== shown && <div class="muted small">{name}</div>}
        {position.as_written && <div class="muted small">in the file: {position.as_written}</div>}
      </th>
      <td class="amount">{number(quantity, 18)}</td>
      <td class="amount">
        {priceOf(position)}
        {position.quoted_in && <div class="muted small">{position.quoted_in}</div>}
      </td>
      <td class="amount">
        {money(value, currency)}
        {value_in_base && currency !== base && <div class="muted small">{money(value_in_base, base)}</div>}
      </td>
      <td class="small">{line > 0 && [line, ...(also_on ?? [])].join(", ")}</td>
    </tr>
  );
}

function priceOf({ quoted_price, quoted_in, unit_price, currency }: ImportedPosition): string {
  if (quoted_price && quoted_in) return number(quoted_price, 12);
  const price = quoted_price ?? unit_price;
  return price ? money(price, currency) : "–";
}
