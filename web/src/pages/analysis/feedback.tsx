import { useState } from "preact/hooks";
import { type Feedback, giveFeedback, type Job, removeFeedback } from "../../api/jobs";
import { day } from "../../format/times";
import { useDraft } from "../../parts/draft";
import { ThumbIcon } from "../../parts/thumb_icon";

const MOST_CHARACTERS = 2_000;

type Rating = Feedback["rating"];
/** As typed. */
interface Fields {
  readonly rating: Rating | undefined;
  readonly comment: string;
}

type State =
  | { readonly doing: "nothing" | "sending" | "stored" | "removed" }
  | { readonly doing: "failed"; readonly text: string };

/** Whether the analysis helped. What was written stays in the form until it is stored. */
export function FeedbackForm({ job, change }: { job: Job; change: (changes: Partial<Job>) => void }) {
  const stored = job.feedback ?? undefined;
  const { fields, change: type } = useDraft<Fields>(`feedback.${job.job_id}`, {
    rating: stored?.rating,
    comment: stored?.comment ?? "",
  });
  const { rating, comment } = fields;
  const [state, setState] = useState<State>({ doing: "nothing" });
  const busy = state.doing === "sending";

  async function attempt(send: () => Promise<"stored" | "removed">): Promise<void> {
    setState({ doing: "sending" });
    try {
      setState({ doing: await send() });
    } catch (problem) {
      const text = problem instanceof Error ? problem.message : String(problem);
      setState({ doing: "failed", text });
    }
  }

  async function store(): Promise<"stored"> {
    if (!rating) throw new Error("Choose thumbs up or thumbs down first.");
    change({ feedback: await giveFeedback(job.job_id, rating, comment) });
    return "stored";
  }

  async function remove(): Promise<"removed"> {
    await removeFeedback(job.job_id);
    change({ feedback: null });
    type({ rating: undefined, comment: "" });
    return "removed";
  }

  const choose = (chosen: Rating) => type({ rating: chosen });
  return (
    <section id="feedback" class="screen-only" aria-labelledby="feedback-title" tabIndex={-1}>
      <h2 id="feedback-title">Was this analysis helpful?</h2>
      <form
        class="feedback"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void attempt(store);
        }}
      >
        <fieldset>
          <legend class="hidden">Your rating</legend>
          <Thumb value="up" text="Helpful" chosen={rating} choose={choose} />
          <Thumb value="down" text="Not helpful" chosen={rating} choose={choose} />
        </fieldset>
        <label for="feedback-comment">Comment (optional)</label>
        <textarea
          id="feedback-comment"
          rows={3}
          maxLength={MOST_CHARACTERS}
          value={comment}
          onInput={(event) => type({ comment: event.currentTarget.value })}
        />
        <p class="buttons">
          <button type="submit" aria-disabled={busy}>
            {stored ? "Change feedback" : "Send feedback"}
          </button>
          {stored && (
            <button type="button" class="quiet" aria-disabled={busy} onClick={() => busy || void attempt(remove)}>
              Remove feedback
            </button>
          )}
        </p>
        <p class={state.doing === "failed" ? "problem" : "hint"} role="status">
          {told(state, stored)}
        </p>
      </form>
    </section>
  );
}

interface ThumbProps {
  readonly value: Rating;
  readonly text: string;
  readonly chosen: Rating | undefined;
  readonly choose: (rating: Rating) => void;
}

function Thumb({ value, text, chosen, choose }: ThumbProps) {
  return (
    <label class="thumb">
      <input type="radio" name="rating" value={value} checked={chosen === value} onChange={() => choose(value)} />
      <ThumbIcon rating={value} />
      {text}
    </label>
  );
}

function told(state: State, stored: Feedback | undefined): string {
  switch (state.doing) {
    case "failed":
      return `${state.text} Your words are still here: send them again.`;
    case "sending":
      return "Sending…";
    case "stored":
      return "Thank you. Your feedback is stored.";
    case "removed":
      return "Your feedback is removed.";
    default:
      return stored ? `You gave this feedback on ${day(stored.updated_at)}.` : "";
  }
}
