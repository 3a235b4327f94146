import "./job_status.css";

const WORDS: Readonly<Record<string, string>> = {
  pending: "Waiting",
  running: "Running",
  completed: "Completed",
  partial: "Partly completed",
  failed: "Failed",
  waiting: "Waiting",
  skipped: "Not needed",
};

/** State of an analysis or of an agent, in words; the colour only repeats them. */
export function JobStatus({ status }: { status: string }) {
  return <span class={`job-status ${status in WORDS ? status : ""}`}>{WORDS[status] ?? status}</span>;
}
