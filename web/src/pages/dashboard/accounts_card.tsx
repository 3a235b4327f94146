import type { Portfolio } from "../../api/portfolio";
import { counted, money } from "../../format/amounts";
import { ACCOUNT_KINDS } from "../../format/words";

export function AccountsCard({ portfolio: { accounts, currency } }: { portfolio: Portfolio }) {
  return (
    <section class="card" aria-labelledby="accounts-title">
      <div class="card-head">
        <h2 id="accounts-title">Accounts</h2>
        <a href="/accounts">Edit accounts and positions</a>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" class="amount">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {accounts.map(({ id, name, kind, positions, value_in_base }) => (
            <tr key={id}>
              <th scope="row">
                {name}
                <div class="muted small">
                  {ACCOUNT_KINDS[kind]} · {counted(positions.length, "position")}
                </div>
              </th>
              <td class="amount">{money(value_in_base, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
