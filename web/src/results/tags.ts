import { percent } from "../format/amounts";
import { fields, numbers, text } from "./guards";

/** An instrument as the tagger classified it. */
export interface Tag {
  readonly symbol: string;
  readonly name: string;
  /** `90% equity, 10% cash`. */
  readonly classes: string;
  readonly rationale: string;
}

export function tagsOf(results: unknown): readonly Tag[] {
  const found = fields(fields(fields(results).tagger).classifications);
  return Object.entries(found).map(([symbol, one]) => {
    const tag = fields(one);
    // A stored tag has the split in `classification`; the tagger's own answer beside the reason.
    const split = numbers(fields(tag.classification).asset_classes ?? tag.asset_classes);
    return { symbol, name: text(tag.name), classes: classes(split), rationale: text(tag.rationale) };
  });
}

function classes(split: Readonly<Record<string, number>>): string {
  return Object.entries(split)
    .filter(([, share]) => share > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([name, share]) => `${percent(share)} ${name.replaceAll("_", " ")}`)
    .join(", ");
}
