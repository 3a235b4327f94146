import type { Job } from "../../api/jobs";
import { listed, percent } from "../../format/amounts";
import type { ChartSet } from "../../results/charts";
import type { Projection } from "../../results/projection";
import type { Origin, Report } from "../../results/report";
import { type Tag, tagsOf } from "../../results/tags";
import { unclassifiedShare } from "../../results/unclassified";
import { useOpenOnPaper } from "./paper";

interface Props {
  readonly job: Job;
  readonly report: Report | undefined;
  readonly charts: ChartSet | undefined;
  readonly projection: Projection | undefined;
}

/** How far the results can be trusted: what is unknown, what a model had wrong, what it classified by itself. */
export function Limits({ job, report, charts, projection }: Props) {
  const tags = tagsOf(job.results);
  const share = unclassifiedShare(charts);
  const texts = [
    ["report", report?.origin],
    ["charts' titles and descriptions", charts?.origin],
    ["retirement explanation", projection?.origin],
  ] as const;
  const notes = texts.map(([what, origin]) => originNote(what, origin)).filter((note) => note !== undefined);
  return (
    <section id="limits" aria-labelledby="limits-title" tabIndex={-1}>
      <h2 id="limits-title">Limits of this analysis</h2>
      <ul class="limits">
        {share > 0 && (
          <li>
            {percent(share)} of the portfolio is unclassified: how it is split is not known, and nothing about classes,
            regions and sectors holds for it.
          </li>
        )}
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
        {report && (
          <li>
            What has no value or an old price is named in the report; no total holds what has no value. See{" "}
            <a href="/accounts">your accounts</a> for how they stand today.
          </li>
        )}
        <li>An analysis is no advice. Models write the texts; code computes and checks their figures.</li>
      </ul>
      {tags.length > 0 && <Tags tags={tags} />}
    </section>
  );
}

/** What was done about figures of a model that did not match the portfolio's; undefined if all did. */
function originNote(what: string, origin: Origin | undefined): string | undefined {
  const share = origin?.faithfulness === undefined ? "" : ` (${percent(origin.faithfulness * 100, 0)} were right)`;
  switch (origin?.written) {
    case "corrected":
      return `Some figures of the first ${what} did not match; the model corrected them, and the corrected text matched.`;
    case "repaired":
      return `Some figures of the ${what} did not match${share}. Code replaced them or took their sentences out.`;
    case "by code":
      return `The model's text for the ${what} did not hold${share}. Code wrote what you read, from the computed figures.`;
    default:
      return undefined;
  }
}

/** Classifications by a model, to be checked: later analyses rest on them. */
function Tags({ tags }: { tags: readonly Tag[] }) {
  const details = useOpenOnPaper();
  const symbols = tags.map((tag) => tag.symbol);
  const few = symbols.length > 5 ? `${symbols.length} instruments` : listed(symbols);
  return (
    <details ref={details}>
      <summary>The Instrument Tagger classified {few}</summary>
      <table class="figures texts">
        <caption class="hidden">Classifications of this analysis</caption>
        <thead>
          <tr>
            <th scope="col">Instrument</th>
            <th scope="col">Classes</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {tags.map((tag) => (
            <tr key={tag.symbol}>
              <th scope="row">
                {tag.symbol} <span class="hint">{tag.name}</span>
              </th>
              <td>{tag.classes}</td>
              <td>{tag.rationale}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
