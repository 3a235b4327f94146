import { fields, finite, text } from "./guards";

export interface Report {
  readonly markdown: string;
  readonly words: number | undefined;
  readonly origin: Origin;
}

/** How far the model's own text held: its share of right figures, 0..1, and what was done about the others. */
export interface Origin {
  readonly written: string;
  readonly faithfulness: number | undefined;
}

export function reportOf(results: unknown): Report | undefined {
  const found = fields(fields(results).reporter);
  const markdown = text(found.markdown);
  return markdown ? { markdown, words: finite(found.words), origin: originOf(found) } : undefined;
}

export function originOf(output: unknown): Origin {
  const found = fields(output);
  return { written: text(found.written), faithfulness: finite(found.faithfulness) };
}
