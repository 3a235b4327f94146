import { useEffect } from "preact/hooks";
import { useRoute } from "preact-iso";
import { isOver, type Job } from "../../api/jobs";
import { moment } from "../../format/times";
import { Failure } from "../../parts/failure";
import "./analysis.css";
import "./print.css";
import { Head } from "./head";
import { LiveProgress } from "./live_progress";
import { news } from "./news";
import { Result } from "./result";
import { useWatch, type Watch } from "./watch";

const LATER = "There is no news of the analysis now. The page looks again by itself.";

/** One analysis: its agents at work, then what they made. */
export default function Analysis() {
  const { params } = useRoute();
  const watch = useWatch(params.job ?? "");
  const { job, problem, goesOn } = watch.state.value;
  useEffect(() => {
    document.title = job ? `Analysis of ${moment(job.created_at)} · Alex` : "Analysis · Alex";
  }, [job?.created_at]);
  return (
    <div class="analysis">
      <Head job={job} />
      {problem !== undefined && <Failure error={problem} what={goesOn ? LATER : "The analysis cannot be shown."} />}
      <p class={job ? "hidden" : "muted"} role="status">
        {job ? news(job) : problem === undefined && "Loading the analysis…"}
      </p>
      {job && <Body job={job} watch={watch} />}
    </div>
  );
}

function Body({ job, watch }: { job: Job; watch: Watch }) {
  return isOver(job.status) ? <Result job={job} change={watch.change} /> : <LiveProgress job={job} />;
}
