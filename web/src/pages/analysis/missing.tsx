import type { Job } from "../../api/jobs";
import { listed } from "../../format/amounts";
import { Notice } from "../../parts/notice";
import { StartAnalysis } from "../../parts/start_analysis";
import { fields, text } from "../../results/guards";
import { agentName, product } from "./names";

/** What an analysis lacks, why, and the way to try again. */
export function Missing({ job }: { job: Job }) {
  const errors = Object.entries(job.errors).map(([agent, error]) => ({ agent, message: text(fields(error).message) }));
  // What the planner lacks is said by its reason.
  const missing = errors.filter(({ agent }) => agent !== "planner").map(({ agent }) => product(agent));
  return (
    <>
      {job.status === "failed" && <Failed job={job} />}
      {job.status === "partial" && errors.length > 0 && (
        <Notice kind="warn">
          <h2>This analysis is not complete</h2>
          <p>
            {missing.length > 0 && `Without ${listed(missing)}. `}
            Everything below holds as it stands.
          </p>
          <Reasons errors={errors} />
          <Again />
        </Notice>
      )}
      {job.degraded_reason && (
        <Notice kind="info">
          <p>{job.degraded_reason}</p>
        </Notice>
      )}
    </>
  );
}

function Failed({ job }: { job: Job }) {
  return (
    <Notice kind="bad">
      <h2>The analysis failed</h2>
      <p>{job.summary || "It ended without a result."}</p>
      <Again />
    </Notice>
  );
}

function Again() {
  return (
    <div class="screen-only">
      <StartAnalysis label="Try again" />
    </div>
  );
}

function Reasons({ errors }: { errors: readonly { agent: string; message: string }[] }) {
  return (
    <ul>
      {errors.map(({ agent, message }) => (
        <li key={agent}>
          {agentName(agent)}: {message}
        </li>
      ))}
    </ul>
  );
}
