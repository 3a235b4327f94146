/** Watches one analysis until it ends. Closing the page ends the watching only: the agents go on. */
import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { isOver, type Job, watchedJob } from "../../api/jobs";
import { ApiProblem } from "../../api/problem";

/** Pause after an answer, so that it costs the API at most one request in two seconds. */
const PAUSE = 2_000;
/** The same while nobody looks. */
const HIDDEN_PAUSE = 30_000;
/** After a failure that may pass. */
const FAILURE_PAUSE = 5_000;

export interface Watched {
  readonly job: Job | undefined;
  /** Why there is no news. */
  readonly problem: unknown;
  /** Whether it looks again by itself. */
  readonly goesOn: boolean;
}

export class Watch {
  readonly state: Signal<Watched> = signal({ job: undefined, problem: undefined, goesOn: true });
  private etag = "";
  private timer: number | undefined;
  private stop = new AbortController();
  private asking = false;
  /** No request before this moment. */
  private notBefore = 0;

  constructor(private readonly id: string) {}

  begin(): void {
    document.addEventListener("visibilitychange", this.soon);
    addEventListener("online", this.soon);
    this.soon();
  }

  end(): void {
    document.removeEventListener("visibilitychange", this.soon);
    removeEventListener("online", this.soon);
    clearTimeout(this.timer);
    this.stop.abort();
  }

  /** The user changed something of the job on this page. */
  readonly change = (changes: Partial<Job>): void => {
    const { job } = this.state.value;
    if (job) this.state.value = { ...this.state.value, job: { ...job, ...changes } };
  };

  private readonly soon = (): void => {
    if (document.hidden || this.asking || !this.state.value.goesOn) return;
    this.plan(Math.max(0, this.notBefore - Date.now()));
  };

  private plan(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), milliseconds);
  }

  private async ask(): Promise<void> {
    this.asking = true;
    try {
      const answer = await watchedJob(this.id, this.etag, this.stop.signal);
      if (answer) this.etag = answer.etag;
      const job = answer?.body ?? this.state.value.job;
      this.state.value = { job, problem: undefined, goesOn: !job || !isOver(job.status) };
    } catch (problem) {
      if (this.stop.signal.aborted) return;
      this.state.value = { job: this.state.value.job, problem, goesOn: mayPass(problem) };
    } finally {
      this.asking = false;
      this.notBefore = Date.now() + PAUSE;
    }
    if (this.state.value.goesOn) this.plan(this.pause());
  }

  private pause(): number {
    if (document.hidden) return HIDDEN_PAUSE;
    return this.state.value.problem ? FAILURE_PAUSE : PAUSE;
  }
}

/** No answer, too many requests, and errors of the server; not "there is no such analysis". */
function mayPass(problem: unknown): boolean {
  return problem instanceof ApiProblem && (problem.status < 400 || problem.status === 429 || problem.status >= 500);
}

export function useWatch(id: string): Watch {
  const watch = useMemo(() => new Watch(id), [id]);
  useEffect(() => {
    watch.begin();
    return () => watch.end();
  }, [watch]);
  return watch;
}
