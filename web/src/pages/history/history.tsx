import { useState } from "preact/hooks";
import type { JobSummary } from "../../api/jobs";
import { Failure } from "../../parts/failure";
import { Loaded } from "../../parts/loaded";
import { Page } from "../../parts/page";
import { StartAnalysis } from "../../parts/start_analysis";
import { CompareBar } from "./compare_bar";
import "./history.css";
import { JobRow } from "./job_row";
import { type Pages, usePages } from "./pages";

/** All analyses, newest first. Two of them can be compared. */
export default function History() {
  const pages = usePages();
  return (
    <Page title="Analyses" actions={<StartAnalysis earlier={pages.items} />}>
      <Loaded of={pages.first} what="your analyses">
        {() => (pages.items.length > 0 ? <Listed pages={pages} /> : <Nothing />)}
      </Loaded>
    </Page>
  );
}

function Listed({ pages }: { pages: Pages }) {
  const [chosen, setChosen] = useState<readonly JobSummary[]>([]);

  function toggle(job: JobSummary): void {
    const without = chosen.filter((one) => one.job_id !== job.job_id);
    // A third takes the place of the first.
    setChosen(without.length < chosen.length ? without : [...without.slice(-1), job]);
  }

  return (
    <>
      <CompareBar chosen={chosen} />
      <ol class="jobs card">
        {pages.items.map((job) => (
          <JobRow
            key={job.job_id}
            job={job}
            isChosen={chosen.some((one) => one.job_id === job.job_id)}
            toggle={toggle}
          />
        ))}
      </ol>
      {pages.problem !== undefined && <Failure error={pages.problem} what="Older analyses could not be loaded." />}
      {pages.hasMore && (
        <button type="button" class="quiet" aria-disabled={pages.isLoading} onClick={() => void pages.more()}>
          {pages.isLoading ? "Loading…" : "Show older analyses"}
        </button>
      )}
    </>
  );
}

function Nothing() {
  return (
    <div class="card nothing">
      <p>There is no analysis yet.</p>
      <p class="muted">
        Each takes your portfolio as it is stored at that moment. <a href="/accounts">Add accounts</a> or{" "}
        <a href="/import">import a broker's file</a> first, then start one above.
      </p>
    </div>
  );
}
