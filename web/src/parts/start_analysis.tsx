import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { type Estimate, estimate } from "../api/estimate";
import { type JobSummary, startAnalysis } from "../api/jobs";
import { ApiProblem } from "../api/problem";
import { closeKey, openKey } from "../api/start_key";
import { cost, counted } from "../format/amounts";
import { duration } from "../format/times";
import { wordsOf } from "./failure";
import "./start_analysis.css";

/** After an answer that got lost, or one that says nothing about when. */
const PAUSE_SECONDS = 5;
/** Longer than a database takes to wake up. */
const MOST_ATTEMPTS = 12;

interface Props {
  readonly label?: string;
  /** Analyses of this user, if the page has them: they tell what a new one takes. */
  readonly earlier?: readonly JobSummary[] | undefined;
}

type Doing = { readonly state: "idle" | "sending" } | { readonly state: "retrying" | "refused"; readonly text: string };

/** Starts an analysis of the stored portfolio and goes to its page. A double click or a lost answer starts one only. */
export function StartAnalysis({ label = "Start an analysis", earlier }: Props) {
  const { route } = useLocation();
  const [doing, setDoing] = useState<Doing>({ state: "idle" });
  const timer = useRef<number>(undefined);
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
      clearTimeout(timer.current);
    },
    [],
  );
  const busy = doing.state === "sending" || doing.state === "retrying";

  async function start(attempt = 1): Promise<void> {
    // While it is asked for again, the reason stays.
    setDoing((before) => (before.state === "retrying" ? before : { state: "sending" }));
    try {
      const id = await startAnalysis(openKey());
      closeKey();
      // A user who has left for another page stays there; the history has the new analysis.
      if (!isGone.current) route(`/analyses/${id}`);
    } catch (problem) {
      const seconds = retrySeconds(problem);
      if (seconds === undefined) closeKey();
      if (isGone.current) return;
      if (seconds === undefined || attempt === MOST_ATTEMPTS) {
        setDoing({ state: "refused", text: seconds === undefined ? words(problem) : wordsOf(problem) });
        return;
      }
      setDoing({ state: "retrying", text: words(problem) });
      timer.current = window.setTimeout(() => void start(attempt + 1), seconds * 1000);
    }
  }

  const told = earlier && estimate(earlier);
  return (
    <div class="start-analysis">
      <button type="button" aria-disabled={busy} onClick={() => busy || void start()}>
        {busy ? "Starting…" : label}
      </button>
      {told && doing.state === "idle" && <p class="hint">{usually(told)}</p>}
      <p class={doing.state === "refused" ? "refusal" : "hint"} role={doing.state === "refused" ? "alert" : "status"}>
        {"text" in doing ? doing.text : ""}
      </p>
    </div>
  );
}

/**
 * Seconds until the same request makes sense again; undefined if the API has decided, and would decide so again.
 * Of the two kinds of 429 only that of the edge, in front of the API, has no Retry-After.
 */
function retrySeconds(problem: unknown): number | undefined {
  if (!(problem instanceof ApiProblem)) return undefined;
  const { status, retryAfter } = problem;
  if (status === 0 || status >= 500 || (status === 429 && retryAfter === undefined)) return retryAfter ?? PAUSE_SECONDS;
  return undefined;
}

function words(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return problem instanceof Error ? problem.message : String(problem);
  if (problem.status === 0) return `${problem.message} The analysis starts as soon as the connection is back.`;
  if (problem.status === 503) return "The database is waking up. The analysis starts by itself in a moment.";
  if (problem.status >= 500) return `${problem.message} The analysis is asked for again in a moment.`;
  return problem.message;
}

/** `Takes about 5 s and costs about $0.019, as your last 8 analyses did.` */
function usually({ milliseconds, cost: usd, from }: Estimate): string {
  const whose = from === 1 ? "your last analysis" : `your last ${counted(from, "analysis", "analyses")}`;
  return `Takes about ${duration(milliseconds)} and costs about ${cost(usd)}, as ${whose} did.`;
}
