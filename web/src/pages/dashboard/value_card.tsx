import { type Portfolio, positionsOf } from "../../api/portfolio";
import { counted, money } from "../../format/amounts";
import { day } from "../../format/times";

/** What everything is worth, how old the prices are, and what no total holds. */
export function ValueCard({ portfolio }: { portfolio: Portfolio }) {
  const positions = positionsOf(portfolio);
  const stale = positions.filter((position) => position.stale).length;
  const newest = positions
    .map(({ price_date }) => price_date)
    .sort()
    .at(-1);
  return (
    <section class="card value-card" aria-labelledby="value-title">
      <h2 id="value-title" class="muted small">
        Portfolio value
      </h2>
      <p class="value">{money(portfolio.total, portfolio.currency)}</p>
      <p class="muted">
        {counted(positions.length, "position")} in {counted(portfolio.accounts.length, "account")}
        {newest && <>, newest price of {day(newest)}</>}
      </p>
      {stale > 0 && (
        <p class="warned small">
          {counted(stale, "price is", "prices are")} more than a month old: <a href="/accounts">see which</a>, or{" "}
          <a href="/import">import a newer file</a>.
        </p>
      )}
      {portfolio.unvalued.length > 0 && <Unvalued portfolio={portfolio} />}
    </section>
  );
}

function Unvalued({ portfolio: { unvalued } }: { portfolio: Portfolio }) {
  return (
    <details class="small">
      <summary class="warned">{counted(unvalued.length, "holding is", "holdings are")} not in this value</summary>
      <ul>
        {unvalued.map(({ account, what, currency, reason }) => (
          <li key={`${account} ${what} ${currency}`}>
            {what} in {account}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
