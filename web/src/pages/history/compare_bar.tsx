import type { JobSummary } from "../../api/jobs";

/** The way to the comparison, once two analyses are chosen. */
export function CompareBar({ chosen }: { chosen: readonly JobSummary[] }) {
  const [older, newer] = [...chosen].sort((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at));
  return (
    <p class="compare-bar" role="status">
      {older && newer ? (
        <a class="button quiet small" href={`/analyses/compare?a=${older.job_id}&b=${newer.job_id}`}>
          Compare these two
        </a>
      ) : (
        <span class="muted">
          {older ? "Choose one more analysis to compare." : "Choose two analyses to compare them."}
        </span>
      )}
    </p>
  );
}
