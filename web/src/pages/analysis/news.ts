import type { Job } from "../../api/jobs";
import { listed } from "../../format/amounts";
import { agentName } from "./names";

/** For screen readers: a sentence that changes when an agent begins or ends, and when the analysis does. */
export function news(job: Job): string {
  switch (job.status) {
    case "pending":
      return "The analysis waits for its turn.";
    case "running":
      return atWork(job);
    case "failed":
      return "The analysis failed.";
    case "partial":
      return "The analysis has ended, and is not complete.";
    default:
      return "The analysis is completed.";
  }
}

function atWork({ progress }: Job): string {
  const running = progress.filter((one) => one.state === "running").map((one) => agentName(one.agent));
  const ended = progress.filter((one) => one.state === "completed" || one.state === "failed").length;
  const needed = progress.filter((one) => one.state !== "skipped").length;
  return `${running.length > 0 ? `At work: ${listed(running)}. ` : ""}${ended} of ${needed} agents are done.`;
}
