import { isOver, type Job } from "../../api/jobs";
import { cost, counted, money } from "../../format/amounts";
import { between, duration, moment } from "../../format/times";
import { JobStatus } from "../../parts/job_status";

/** Which analysis this is, how it stands, and what it took. The heading stays the same element: it has the focus. */
export function Head({ job }: { job: Job | undefined }) {
  return (
    <header class="analysis-head">
      <h1 tabIndex={-1}>{job ? `Analysis of ${moment(job.created_at)}` : "Analysis"}</h1>
      {job && (
        <p>
          <JobStatus status={job.status} /> <span class="hint">{facts(job)}</span>
        </p>
      )}
    </header>
  );
}

function facts(job: Job): string {
  const took = between(job.started_at ?? job.created_at, job.finished_at);
  return [
    job.value ? `${money(job.value.amount, job.value.currency, { whole: true })} in the portfolio` : undefined,
    typeof job.positions === "number" ? counted(job.positions, "position") : undefined,
    took === undefined ? undefined : `took ${duration(took)}`,
    isOver(job.status) ? `cost ${cost(job.cost_usd)}` : undefined,
  ]
    .filter((fact) => fact !== undefined)
    .join(" · ");
}
