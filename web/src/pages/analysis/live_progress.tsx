import type { AgentProgress, Job } from "../../api/jobs";
import { Notice } from "../../parts/notice";
import { Agents } from "./agents";
import { agentName } from "./names";

/** The agents at work. */
export function LiveProgress({ job }: { job: Job }) {
  const agents = job.progress;
  return (
    <section aria-labelledby="at-work">
      <h2 id="at-work">{job.status === "pending" ? "Waiting for an agent" : "The agents at work"}</h2>
      <p class="hidden" role="status">
        {news(job, agents)}
      </p>
      <Agents agents={agents} />
      <Notice kind="info">
        <p>You may close this page: the analysis goes on, and you find it under Analyses.</p>
      </Notice>
    </section>
  );
}

/** For screen readers: one sentence that changes when an agent begins or ends. */
function news(job: Job, agents: readonly AgentProgress[]): string {
  if (job.status === "pending") return "The analysis waits for its turn.";
  const running = agents.filter((one) => one.state === "running").map((one) => agentName(one.agent));
  const ended = agents.filter((one) => one.state === "completed" || one.state === "failed").length;
  const needed = agents.filter((one) => one.state !== "skipped").length;
  const now = running.length > 0 ? `At work: ${running.join(", ")}. ` : "";
  return `${now}${ended} of ${needed} agents are done.`;
}
