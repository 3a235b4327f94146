import type { Job } from "../../api/jobs";
import { Notice } from "../../parts/notice";
import { Agents } from "./agents";

/** The agents at work. */
export function LiveProgress({ job }: { job: Job }) {
  return (
    <section aria-labelledby="at-work">
      <h2 id="at-work">{job.status === "pending" ? "Waiting for an agent" : "The agents at work"}</h2>
      <Agents agents={job.progress} />
      <Notice kind="info">
        <p>You may close this page: the analysis goes on, and you find it under Analyses.</p>
      </Notice>
    </section>
  );
}
