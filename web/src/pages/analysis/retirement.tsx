import { FanFigure } from "../../charts/fan_figure";
import { money, number, percent } from "../../format/amounts";
import { Markdown } from "../../markdown/markdown";
import type { Assumptions, Projection } from "../../results/projection";

/** How the plan fares in many futures. */
export function Retirement({ projection }: { projection: Projection }) {
  return (
    <section id="retirement" aria-labelledby="retirement-title" tabIndex={-1}>
      <h2 id="retirement-title">Retirement</h2>
      <SuccessRate projection={projection} />
      {projection.yearly.length > 0 && (
        <div class="card">
          <h3>Balance by year</h3>
          <FanFigure projection={projection} />
        </div>
      )}
      <div class="side-by-side">
        <AtTheEnd percentiles={projection.percentiles} />
        <Plan assumptions={projection.assumptions} />
      </div>
      {projection.explanation && <Markdown text={projection.explanation} />}
    </section>
  );
}

function SuccessRate({ projection: { successRate, marginOfError, assumptions } }: { projection: Projection }) {
  const futures = assumptions.paths ? `${number(assumptions.paths)} simulated futures` : "the simulated futures";
  return (
    <div class="success card">
      <p class="rate">
        {percent(successRate)} <span class="hint">success rate</span>
      </p>
      <meter min={0} max={100} low={70} high={85} optimum={100} value={successRate} aria-label="Success rate" />
      <p>
        In {percent(successRate)} of {futures} the money lasts to the end of the plan.
        {marginOfError !== undefined && ` ${margin(successRate, marginOfError)}`}
      </p>
    </div>
  );
}

/** In words, because a bare ± says neither of what nor how sure. */
function margin(rate: number, error: number): string {
  const low = percent(Math.max(0, rate - error));
  const high = percent(Math.min(100, rate + error));
  return `The simulation is exact to ± ${number(error)} points: with ${percent(95)} confidence the rate lies between ${low} and ${high}. Other assumptions would move it further.`;
}

const ENDS = [
  ["p10", "Poor (one in ten is worse)"],
  ["p25", "Below the middle (one in four is worse)"],
  ["p50", "Middle"],
  ["p75", "Above the middle (one in four is better)"],
  ["p90", "Good (one in ten is better)"],
] as const;

function AtTheEnd({ percentiles }: { percentiles: Projection["percentiles"] }) {
  const known = ENDS.filter(([key]) => percentiles[key] !== undefined);
  if (known.length === 0) return null;
  return (
    <div class="card">
      <h3>Balance at the end of the plan</h3>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Future</th>
            <th scope="col">Balance</th>
          </tr>
        </thead>
        <tbody>
          {known.map(([key, name]) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{money(percentiles[key] ?? 0, "USD", { whole: true })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the figures rest on. */
function Plan({ assumptions }: { assumptions: Assumptions }) {
  const rows = planRows(assumptions).filter((row) => row[1] !== undefined);
  if (rows.length === 0) return null;
  return (
    <div class="card">
      <h3>Assumptions</h3>
      <table class="figures">
        <caption class="hidden">Assumptions of the projection</caption>
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">All amounts are in today's money: inflation is taken out.</p>
    </div>
  );
}

function planRows(plan: Assumptions): readonly (readonly [string, string | undefined])[] {
  const amount = (value: number | undefined) => (value === undefined ? value : money(value, "USD", { whole: true }));
  const share = (value: number | undefined) => (value === undefined ? value : percent(value, 2));
  const years = (value: number | undefined) => (value === undefined ? value : number(value));
  return [
    ["Value today", amount(plan.startingValue)],
    ["Years until retirement", years(plan.yearsUntilRetirement)],
    ["Saved a year until then", amount(plan.annualContribution)],
    ["Income a year in retirement", amount(plan.annualIncome)],
    ["Years in retirement", years(plan.yearsInRetirement)],
    ["Mean real return a year", share(plan.meanRealReturn)],
    ["Volatility a year", share(plan.volatility)],
    ["Inflation, taken out", share(plan.inflation)],
  ];
}
