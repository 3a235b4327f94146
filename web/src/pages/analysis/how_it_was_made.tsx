import type { AgentProgress, Job } from "../../api/jobs";
import { cost, number } from "../../format/amounts";
import { between, duration } from "../../format/times";
import { JobStatus } from "../../parts/job_status";
import { Scrolls } from "../../parts/scrolls";
import { type Usage, usageOf } from "../../results/usage";
import { Decisions } from "./agents";
import { agentName } from "./names";

interface Row {
  readonly agent: string;
  readonly progress: AgentProgress | undefined;
  readonly usage: Usage | undefined;
}

/** Each agent with its time, its cost and what it decided. */
export function HowItWasMade({ job }: { job: Job }) {
  const rows = rowsOf(job);
  const total = between(job.started_at ?? job.created_at, job.finished_at);
  const complete = rows.every((row) => row.usage?.isComplete !== false);
  return (
    <section id="making" aria-labelledby="making-title" tabIndex={-1}>
      <h2 id="making-title">How it was made</h2>
      <Scrolls label="Agents">
        <table class="figures making">
          <caption class="hidden">Agents of this analysis, with time and cost</caption>
          <thead>
            <tr>
              <th scope="col">Agent</th>
              <th scope="col">State</th>
              <th scope="col">Took</th>
              <th scope="col">Tokens</th>
              <th scope="col">Cost</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <AgentRow key={row.agent} row={row} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              <td />
              <td>{total === undefined ? "" : duration(total)}</td>
              <td>{number(rows.reduce((sum, row) => sum + (row.usage?.tokens ?? 0), 0))}</td>
              <td>{cost(job.cost_usd)}</td>
            </tr>
          </tfoot>
        </table>
      </Scrolls>
      <p class="hint">
        Report Writer, Chart Maker and Retirement Specialist work at the same time.
        {!complete && " The cost lacks calls of a model whose price is not known."}
      </p>
    </section>
  );
}

function AgentRow({ row: { agent, progress, usage } }: { row: Row }) {
  const took = between(progress?.started_at, progress?.finished_at);
  return (
    <tr>
      <th scope="row">
        {agentName(agent)}
        {progress && <Decisions decided={progress.decided} />}
      </th>
      <td>{progress && <JobStatus status={progress.state} />}</td>
      <td>{took === undefined ? "–" : duration(took)}</td>
      <td>{usage ? number(usage.tokens) : "–"}</td>
      <td>{usage ? cost(usage.cost) : "–"}</td>
    </tr>
  );
}

/** Of an analysis from before progress was stored, the agents that used something. */
function rowsOf(job: Job): readonly Row[] {
  const usage = new Map(usageOf(job.usage).map((one) => [one.agent, one]));
  const progress = job.progress;
  const known = progress.map((one) => ({ agent: one.agent, progress: one, usage: usage.get(one.agent) }));
  const others = [...usage.values()].filter((one) => !progress.some((agent) => agent.agent === one.agent));
  return [...known, ...others.map((one) => ({ agent: one.agent, progress: undefined, usage: one }))];
}
