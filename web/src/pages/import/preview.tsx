import type { ImportView } from "../../api/imports";
import { counted, listed } from "../../format/amounts";
import { day } from "../../format/times";
import { AccountPreview } from "./account_preview";
import { Concerns } from "./concerns";
import { OtherRows } from "./other_rows";
import { Totals } from "./totals";

interface PreviewProps {
  readonly view: ImportView;
  readonly busy: boolean;
  readonly storing: boolean;
  readonly onConfirm: () => void;
}

/** Everything that is in the file, and what storing it would do. */
export function Preview({ view, busy, storing, onConfirm }: PreviewProps) {
  const positions = view.accounts.reduce((sum, account) => sum + (account.positions?.length ?? 0), 0);
  return (
    <>
      <section class="card stack" aria-labelledby="read-title">
        <div>
          <h2 id="read-title">
            {view.broker === "CSV" || view.broker === "XLSX" ? "A table" : view.broker}
            {view.as_of && ` of ${day(view.as_of)}`}
          </h2>
          <p class="muted">
            {counted(positions, "position")} in {counted(view.accounts.length, "account")}, base currency{" "}
            {view.base_currency}
          </p>
        </div>
        <Totals totals={view.totals} />
        <Concerns warnings={view.warnings ?? []} disagreements={view.disagreements ?? []} />
        <div class="actions">
          <button type="button" disabled={busy || !view.changes} onClick={onConfirm}>
            {storing ? "Storing…" : "Store this"}
          </button>
          <p class="muted">{effect(view)}</p>
        </div>
      </section>
      {view.accounts.map((account, index) => (
        <AccountPreview key={index} account={account} replaces={nameOf(view, index)} base={view.base_currency} />
      ))}
      <OtherRows rows={view.rows ?? []} />
    </>
  );
}

/** In words, what will be different. */
function effect(view: ImportView): string {
  if (!view.changes) return "Your portfolio has all of this already: there is nothing to store.";
  const replaced = view.accounts.map((_, index) => nameOf(view, index)).filter((name) => name !== undefined);
  const added = view.accounts.length - replaced.length;
  const others = view.portfolio.accounts.length - view.accounts.length;
  const parts = [
    ...(added > 0 ? [`adds ${counted(added, "account")}`] : []),
    ...(replaced.length > 0 ? [`replaces cash and positions of ${listed(replaced)}`] : []),
    ...(others > 0 ? [`leaves ${counted(others, "other account")} as ${others === 1 ? "it is" : "they are"}`] : []),
  ];
  return `It ${listed(parts)}.`;
}

/** The stored account that this one of the file replaces; undefined if it is new. */
function nameOf({ replaces, portfolio }: ImportView, index: number): string | undefined {
  const id = replaces[index];
  return id ? portfolio.accounts.find((account) => account.id === id)?.name : undefined;
}
