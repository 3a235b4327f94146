import { fields, finite, list } from "./guards";

/** What one agent used. */
export interface Usage {
  readonly agent: string;
  readonly modelCalls: number;
  readonly tokens: number;
  /** USD; lacks calls of models without a known price. */
  readonly cost: number;
  readonly isComplete: boolean;
}

/** By agent, in the order of their work. */
export function usageOf(usage: unknown): readonly Usage[] {
  return Object.entries(fields(usage)).map(([agent, one]) => {
    const found = fields(one);
    const tokens = ["input_tokens", "cached_input_tokens", "output_tokens"].map((name) => finite(found[name]) ?? 0);
    return {
      agent,
      modelCalls: finite(found.model_calls) ?? 0,
      tokens: tokens.reduce((sum, count) => sum + count, 0),
      cost: finite(found.cost_usd) ?? 0,
      isComplete: list(found.unpriced_models).length === 0,
    };
  });
}
