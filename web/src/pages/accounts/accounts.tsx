import "./accounts.css";
import { useSignal } from "@preact/signals";
import { useLoading } from "../../api/loading";
import { loadPortfolio, type Portfolio, portfolio, positionsOf } from "../../api/portfolio";
import { counted } from "../../format/amounts";
import { useOpenDialog } from "../../parts/draft";
import { Failure } from "../../parts/failure";
import { Page } from "../../parts/page";
import { AccountSection } from "./account_section";
import { type AccountsDialog, Dialogs } from "./dialogs";
import { matching } from "./filter";

/** Fewer are found faster by looking. */
const WORTH_A_FILTER = 15;
/** More are drawn when they come into sight. */
const FEW = 100;

export default function Accounts() {
  const stored = useLoading(loadPortfolio);
  const dialog = useOpenDialog<AccountsDialog>("accounts");
  const view = portfolio.value?.body;
  return (
    <Page
      title="Accounts"
      actions={
        <button type="button" onClick={() => dialog.open({ kind: "new_account" })}>
          Add an account
        </button>
      }
    >
      {stored.problem && <Failure error={stored.problem} what="No news of your accounts." again={stored.reload} />}
      {!view && stored.problem === undefined && (
        <div class="skeleton accounts-skeleton" role="status">
          <span class="hidden">Loading your accounts…</span>
        </div>
      )}
      {view?.accounts.length === 0 && (
        <p class="card">
          No accounts yet. Add one here, or <a href="/import">import a broker's file</a>, which brings its accounts with
          it.
        </p>
      )}
      {view && view.accounts.length > 0 && <Sections portfolio={view} open={dialog.open} />}
      {view && dialog.which && <Dialogs dialog={dialog.which} portfolio={view} onClose={dialog.close} />}
    </Page>
  );
}

function Sections({ portfolio: view, open }: { portfolio: Portfolio; open: (dialog: AccountsDialog) => void }) {
  const wanted = useSignal("");
  const total = positionsOf(view).length;
  const shown = view.accounts.map((account) => ({ account, positions: matching(account.positions, wanted.value) }));
  const found = shown.reduce((sum, { positions }) => sum + positions.length, 0);
  return (
    <div class="stack">
      {total >= WORTH_A_FILTER && (
        <search class="filter">
          <label for="filter">Find a position</label>
          <input
            id="filter"
            type="search"
            autocomplete="off"
            placeholder="Symbol or name"
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
          />
          <span role="status" class="muted">
            {wanted.value.trim() && `${counted(found, "position")} of ${total}`}
          </span>
        </search>
      )}
      {shown.map(({ account, positions }) => (
        <AccountSection
          key={account.id}
          account={account}
          positions={positions}
          few={total <= FEW}
          filtered={wanted.value.trim() !== ""}
          currency={view.currency}
          open={open}
        />
      ))}
    </div>
  );
}
