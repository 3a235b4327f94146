import { useSignal } from "@preact/signals";
import { useCallback, useId } from "preact/hooks";
import { isOver, type JobSummary, job } from "../../api/jobs";
import { useLoading } from "../../api/loading";
import type { Portfolio } from "../../api/portfolio";
import { money, percent } from "../../format/amounts";
import { day } from "../../format/times";
import { chartsOf, type Slice } from "../../results/charts";
import { byAccount, byKind, byPosition } from "./shares";

interface Split {
  readonly title: string;
  readonly note?: string;
  readonly slices: readonly Slice[];
}

/** The newest analysis knows asset classes; everything else follows from the portfolio itself. */
export function Allocation({
  portfolio,
  analyses,
}: {
  portfolio: Portfolio;
  analyses: readonly JobSummary[] | undefined;
}) {
  const classes = useAssetClasses(analyses);
  const chosen = useSignal("");
  const choice = useId();
  const splits: readonly Split[] = [
    ...(classes ? [classes] : []),
    { title: "Kind", slices: byKind(portfolio) },
    { title: "Account", slices: byAccount(portfolio) },
    { title: "Position", slices: byPosition(portfolio) },
  ];
  const split = splits.find(({ title }) => title === chosen.value) ?? splits[0];
  if (!split || split.slices.length === 0) return null;
  return (
    <section class="card" aria-labelledby="allocation-title">
      <div class="card-head">
        <h2 id="allocation-title">Allocation</h2>
        <div class="by small">
          <label for={choice}>by</label>
          <select id={choice} value={split.title} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            {splits.map(({ title }) => (
              <option key={title}>{title}</option>
            ))}
          </select>
        </div>
      </div>
      <Bar slices={split.slices} />
      <SliceTable split={split} currency={portfolio.currency} />
      {split.note && <p class="hint">{split.note}</p>}
    </section>
  );
}

function useAssetClasses(analyses: readonly JobSummary[] | undefined): Split | undefined {
  const newest = analyses?.find(({ status }) => isOver(status) && status !== "failed");
  const id = newest?.job_id;
  const { value } = useLoading(useCallback(async () => (id ? job(id) : undefined), [id]));
  const chart = chartsOf(value?.results)?.charts.find(({ key }) => key.includes("asset_class"));
  if (!chart || !newest) return undefined;
  return { title: "Asset class", slices: chart.data, note: `As analysed on ${day(newest.created_at)}.` };
}

/** The picture of the table below it. */
function Bar({ slices }: { slices: readonly Slice[] }) {
  return (
    <div class="bar" aria-hidden="true">
      {slices.map(({ name, percentage }, position) => (
        <span key={name} class={`slice-${position % 8}`} style={{ flexGrow: Math.max(percentage, 0) }} />
      ))}
    </div>
  );
}

function SliceTable({ split, currency }: { split: Split; currency: string }) {
  return (
    <table class="slices">
      <caption class="hidden">Allocation by {split.title.toLowerCase()}</caption>
      <thead class="hidden">
        <tr>
          <th scope="col">{split.title}</th>
          <th scope="col">Share</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {split.slices.map(({ name, value, percentage }, position) => (
          <tr key={name}>
            <th scope="row">
              <span class={`key slice-${position % 8}`} aria-hidden="true" />
              {name}
            </th>
            <td class="amount">{percent(percentage)}</td>
            <td class="amount muted">{money(value, currency, { whole: true })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
