import { isOver, type JobSummary } from "../../api/jobs";
import { cost, counted, money } from "../../format/amounts";
import { between, duration, moment } from "../../format/times";
import { JobStatus } from "../../parts/job_status";
import { ThumbIcon } from "../../parts/thumb_icon";

interface Props {
  readonly job: JobSummary;
  readonly isChosen: boolean;
  readonly toggle: (job: JobSummary) => void;
}

export function JobRow({ job, isChosen, toggle }: Props) {
  const name = moment(job.created_at);
  return (
    <li class="job">
      {isOver(job.status) && (
        <label class="choose">
          <span class="hidden">Compare {name}</span>
          <input type="checkbox" checked={isChosen} onChange={() => toggle(job)} />
        </label>
      )}
      <a class="job-name" href={`/analyses/${job.job_id}`}>
        {name}
      </a>
      <JobStatus status={job.status} />
      <p class="job-facts">{facts(job)}</p>
      <p class="job-rating">{job.feedback_rating && <Rating rating={job.feedback_rating} />}</p>
    </li>
  );
}

function facts(job: JobSummary): string {
  const took = between(job.started_at ?? job.created_at, job.finished_at);
  return [
    job.value ? money(job.value.amount, job.value.currency, { whole: true }) : undefined,
    typeof job.positions === "number" ? counted(job.positions, "position") : undefined,
    took === undefined ? undefined : `took ${duration(took)}`,
    isOver(job.status) ? `cost ${cost(job.cost_usd)}` : undefined,
  ]
    .filter((fact) => fact !== undefined)
    .join(" · ");
}

function Rating({ rating }: { rating: "up" | "down" }) {
  return (
    <>
      <ThumbIcon rating={rating} /> {rating === "up" ? "Helpful" : "Not helpful"}
    </>
  );
}
