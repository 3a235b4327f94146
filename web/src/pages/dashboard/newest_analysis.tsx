import { isOver, type JobPage } from "../../api/jobs";
import type { Loading } from "../../api/loading";
import { cost } from "../../format/amounts";
import { between, duration, moment } from "../../format/times";
import { Failure } from "../../parts/failure";
import { JobStatus } from "../../parts/job_status";
import { StartAnalysis } from "../../parts/start_analysis";

export function NewestAnalysis({ analyses }: { analyses: Loading<JobPage> }) {
  const { value, problem, reload } = analyses;
  const newest = value?.items[0];
  return (
    <section class="card newest" aria-labelledby="newest-title">
      <div class="card-head">
        <h2 id="newest-title">Newest analysis</h2>
        {newest && <JobStatus status={newest.status} />}
      </div>
      {problem !== undefined && <Failure error={problem} what="No news of your analyses." again={reload} />}
      {newest && <Summary of={newest} />}
      {value && !newest && (
        <p class="muted">
          None yet. A team of agents writes a report on your portfolio, draws its charts and projects your retirement.
        </p>
      )}
      {!value && problem === undefined && <div class="skeleton newest-skeleton" />}
      {value && <StartAnalysis label={newest ? "Start a new analysis" : "Start an analysis"} earlier={value.items} />}
    </section>
  );
}

function Summary({ of: newest }: { of: JobPage["items"][number] }) {
  const took = between(newest.created_at, newest.finished_at);
  return (
    <>
      <p class="muted small">
        {moment(newest.created_at)}
        {took !== undefined && ` · ${duration(took)}`}
        {isOver(newest.status) && ` · ${cost(newest.cost_usd)}`}
      </p>
      {newest.summary && <p class="summary">{newest.summary}</p>}
      <a href={`/analyses/${newest.job_id}`}>{isOver(newest.status) ? "Open the analysis" : "Watch the agents"}</a>
    </>
  );
}
