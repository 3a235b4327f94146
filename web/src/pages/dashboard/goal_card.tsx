import "./goal_card.css";
import type { Portfolio } from "../../api/portfolio";
import { counted, money } from "../../format/amounts";
import { useOpenDialog } from "../../parts/draft";
import { GoalDialog } from "./goal_dialog";

/** The goal that the retirement projection takes. */
export function GoalCard({ portfolio: { goal, currency } }: { portfolio: Portfolio }) {
  const dialog = useOpenDialog<"goal">("dashboard");
  const years = goal?.years_until_retirement;
  return (
    <section class="card" aria-labelledby="goal-title">
      <div class="card-head">
        <h2 id="goal-title">Retirement goal</h2>
        <button type="button" class="quiet small" onClick={() => dialog.open("goal")}>
          {goal ? "Edit" : "Set a goal"}
        </button>
      </div>
      {goal ? (
        <dl class="facts">
          <dt>Retirement</dt>
          <dd>{years === 0 ? "now" : `in ${counted(years ?? 0, "year")}`}</dd>
          <dt>Income, a year</dt>
          <dd>{money(goal.target_annual_income ?? 0, currency, { whole: true })}</dd>
          <dt>Saved until then, a year</dt>
          <dd>{money(goal.annual_contribution ?? 0, currency, { whole: true })}</dd>
        </dl>
      ) : (
        <p class="muted">With a goal, an analysis tells how likely your money is to last.</p>
      )}
      {dialog.which && <GoalDialog currency={currency} onClose={dialog.close} />}
    </section>
  );
}
