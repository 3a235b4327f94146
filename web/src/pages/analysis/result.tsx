import type { Job } from "../../api/jobs";
import { Notice } from "../../parts/notice";
import { StartAnalysis } from "../../parts/start_analysis";
import { chartsOf } from "../../results/charts";
import { projectionOf } from "../../results/projection";
import { reportOf } from "../../results/report";
import { Charts } from "./charts";
import { Contents } from "./contents";
import { FeedbackForm } from "./feedback";
import { HowItWasMade } from "./how_it_was_made";
import { Limits } from "./limits";
import { Missing } from "./missing";
import { ReportSection } from "./report";
import { Retirement } from "./retirement";

/** What the agents made, what is missing, and how it came about. */
export function Result({ job, change }: { job: Job; change: (changes: Partial<Job>) => void }) {
  const report = reportOf(job.results);
  const charts = chartsOf(job.results);
  const projection = projectionOf(job.results);
  const currency = job.value?.currency ?? "USD";
  const has = { report: Boolean(report), charts: Boolean(charts), retirement: Boolean(projection) };
  const hasResults = Object.values(has).some(Boolean);
  return (
    <>
      <Missing job={job} />
      {job.status !== "failed" && <p class="summary">{job.summary}</p>}
      {!hasResults && job.status !== "failed" && <Expired />}
      <Contents has={has} />
      {report && <ReportSection report={report} />}
      {charts && <Charts set={charts} currency={currency} />}
      {projection && <Retirement projection={projection} />}
      {hasResults && <Limits job={job} report={report} charts={charts} projection={projection} />}
      <HowItWasMade job={job} />
      <FeedbackForm job={job} change={change} />
      <section class="next screen-only" aria-label="Next">
        <StartAnalysis label="Start another analysis" />
      </section>
    </>
  );
}

/** Results end before the analysis itself does (docs/data.md). */
function Expired() {
  return (
    <Notice kind="info">
      <p>The results of this analysis are no longer stored: they are kept for a limited time.</p>
    </Notice>
  );
}
