import { useRoute } from "preact-iso";
import { isOver, type Job } from "../../api/jobs";
import { Trouble } from "../../parts/loaded";
import "./analysis.css";
import "./print.css";
import { Head } from "./head";
import { LiveProgress } from "./live_progress";
import { Result } from "./result";
import { useWatch, type Watch } from "./watch";

/** One analysis: its agents at work, then what they made. */
export default function Analysis() {
  const { params } = useRoute();
  const watch = useWatch(params.job ?? "");
  const { job, problem } = watch.state.value;
  return (
    <div class="analysis">
      {job ? <Head job={job} /> : <h1>Analysis</h1>}
      {problem !== undefined && <Trouble problem={problem} what="this analysis" />}
      {!job && problem === undefined && <p class="waiting">Loading the analysis…</p>}
      {job && <Body job={job} watch={watch} />}
    </div>
  );
}

function Body({ job, watch }: { job: Job; watch: Watch }) {
  return isOver(job.status) ? <Result job={job} change={watch.change} /> : <LiveProgress job={job} />;
}
