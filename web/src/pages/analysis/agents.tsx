import { useEffect, useState } from "preact/hooks";
import type { AgentProgress } from "../../api/jobs";
import { between, duration, moment, timeOfDay } from "../../format/times";
import { JobStatus } from "../../parts/job_status";
import { agentName } from "./names";

/** Every agent with its state, start, time and decisions. */
export function Agents({ agents }: { agents: readonly AgentProgress[] }) {
  const now = useNow(agents.some((one) => one.state === "running"));
  if (agents.length === 0) return <p class="hint">No agent has begun yet.</p>;
  return (
    <ol class="agents">
      {agents.map((one) => (
        <li key={one.agent} class={`agent ${one.state}`}>
          <h3>{agentName(one.agent)}</h3>
          <p class="agent-state">
            <JobStatus status={one.state} /> <Times agent={one} now={now} />
          </p>
          <Decisions decided={one.decided} />
        </li>
      ))}
    </ol>
  );
}

function Times({ agent, now }: { agent: AgentProgress; now: number }) {
  if (!agent.started_at) return null;
  const end = agent.finished_at ?? new Date(now).toISOString();
  const took = between(agent.started_at, end) ?? 0;
  return (
    <span class="hint">
      <span title={moment(agent.started_at)}>began {timeOfDay(agent.started_at)}</span>
      {" · "}
      {agent.finished_at ? `took ${duration(took)}` : `${Math.round(took / 1000)} s so far`}
    </span>
  );
}

export function Decisions({ decided = [] }: { decided: readonly string[] | undefined }) {
  if (decided.length === 0) return null;
  return (
    <ul class="decisions">
      {decided.map((sentence, index) => (
        <li key={`${index}-${sentence}`}>{sentence}</li>
      ))}
    </ul>
  );
}

/** The time, each second while something runs. */
function useNow(runs: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
