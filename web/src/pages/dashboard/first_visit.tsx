import { useLocation } from "preact-iso";
import type { Schemas } from "../../api/client";
import { type Portfolio, portfolio, storePortfolio } from "../../api/portfolio";
import { Failure } from "../../parts/failure";
import { useSaving } from "../../parts/saving";
import { keepDraft } from "../../sign_in/drafts";
import type { AccountsDialog } from "../accounts/dialogs";

/** Nothing is stored yet: three ways to begin. */
export function FirstVisit() {
  const { route } = useLocation();
  const saving = useSaving();
  return (
    <section class="first-visit" aria-labelledby="welcome-title">
      <h2 id="welcome-title">Welcome. What would you like to look at?</h2>
      <div class="ways">
        <div class="card way">
          <h3>A sample portfolio</h3>
          <p class="muted">13 positions in three accounts, invented. You can delete it at any time.</p>
          <button type="button" disabled={saving.busy} onClick={() => void saving.run(storeSample)}>
            {saving.busy ? "Storing…" : "Try the sample"}
          </button>
        </div>
        <div class="card way">
          <h3>A broker's file</h3>
          <p class="muted">
            Positions as Fidelity, Schwab, Vanguard, Interactive Brokers, DEGIRO and others export them.
          </p>
          <button type="button" class="quiet" onClick={() => route("/import")}>
            Import a file
          </button>
        </div>
        <div class="card way">
          <h3>Your own entries</h3>
          <p class="muted">Type in accounts, cash and positions, one by one.</p>
          <button type="button" class="quiet" onClick={() => addAccount(route)}>
            Add an account
          </button>
        </div>
      </div>
      {saving.error !== undefined && <Failure what="The sample was not stored." error={saving.error} />}
    </section>
  );
}

/** To the page of the accounts, where the dialog for a new one is open. */
function addAccount(route: (path: string) => void): void {
  keepDraft("accounts.dialog", { kind: "new_account" } satisfies AccountsDialog);
  route("/accounts");
}

/** The user's own name and notes stay. */
async function storeSample(): Promise<void> {
  const { default: sample } = await import("../../../../samples/portfolios/growth.json");
  const { display_name = "", notes = "", goal = null }: Partial<Portfolio> = portfolio.value?.body ?? {};
  const body = { ...sample, display_name, notes: notes || sample.notes, goal: goal ?? sample.goal };
  await storePortfolio(body as Schemas["PortfolioBody"]);
}
