import "./dashboard.css";
import { jobs } from "../../api/jobs";
import { useLoading } from "../../api/loading";
import { loadPortfolio, portfolio } from "../../api/portfolio";
import { Failure } from "../../parts/failure";
import { Page } from "../../parts/page";
import { AccountsCard } from "./accounts_card";
import { Allocation } from "./allocation";
import { FirstVisit } from "./first_visit";
import { GoalCard } from "./goal_card";
import { NewestAnalysis } from "./newest_analysis";
import { ValueCard } from "./value_card";

/** How many earlier analyses tell what a new one takes. */
const EARLIER = 20;

function newestJobs() {
  return jobs(undefined, EARLIER);
}

export default function Dashboard() {
  const stored = useLoading(loadPortfolio);
  const analyses = useLoading(newestJobs);
  const view = portfolio.value?.body;
  return (
    <Page title="Dashboard">
      {stored.problem !== undefined && (
        <Failure error={stored.problem} what="No news of your portfolio." again={stored.reload} />
      )}
      {!view && stored.problem === undefined && <Waiting />}
      {view?.accounts.length === 0 && <FirstVisit />}
      {view && view.accounts.length > 0 && (
        <div class="dashboard">
          <div class="stack">
            <ValueCard portfolio={view} />
            <Allocation portfolio={view} analyses={analyses.value?.items} />
            <AccountsCard portfolio={view} />
          </div>
          <div class="stack">
            <NewestAnalysis analyses={analyses} />
            <GoalCard portfolio={view} />
          </div>
        </div>
      )}
    </Page>
  );
}

/** In the shape of what will be there. */
function Waiting() {
  return (
    <div class="dashboard" role="status">
      <span class="hidden">Loading your portfolio…</span>
      <div class="stack">
        <div class="skeleton value-skeleton" />
        <div class="skeleton allocation-skeleton" />
      </div>
      <div class="stack">
        <div class="skeleton allocation-skeleton" />
      </div>
    </div>
  );
}
