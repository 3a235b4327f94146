/** The agents as people know them, and what each makes. */
const AGENTS: Readonly<Record<string, { readonly name: string; readonly product: string }>> = {
  planner: { name: "Financial Planner", product: "the plan" },
  tagger: { name: "Instrument Tagger", product: "the classification of instruments" },
  reporter: { name: "Report Writer", product: "the report" },
  charter: { name: "Chart Maker", product: "the charts" },
  retirement: { name: "Retirement Specialist", product: "the retirement projection" },
};

export function agentName(agent: string): string {
  return AGENTS[agent]?.name ?? agent;
}

export function product(agent: string): string {
  return AGENTS[agent]?.product ?? `the result of the ${agent}`;
}
