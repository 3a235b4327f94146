/** What may be the columns of a table, to choose from. The API decides. */
const LOOKED_AT_BYTES = 64_000;
const LINES = 60;
const DELIMITERS = [";", ",", "\t", "|"] as const;

/** Empty for what is no text. */
export async function headingsOf(content: Blob): Promise<readonly string[]> {
  const bytes = new Uint8Array(await content.slice(0, LOOKED_AT_BYTES).arrayBuffer());
  const lines = decoded(bytes)
    .split(/\r\n|\n|\r/)
    .slice(0, LINES);
  const rows = DELIMITERS.flatMap((delimiter) => lines.map((line) => cells(line, delimiter)));
  const best = rows.reduce((most, row) => (score(row) > score(most) ? row : most), []);
  return best.length > 2 ? [...new Set(best)] : [];
}

/** Headings are words. */
function score(row: readonly string[]): number {
  return row.filter((cell) => /\p{L}/u.test(cell) && !/\d{3}/.test(cell)).length;
}

function cells(line: string, delimiter: string): readonly string[] {
  const parts = line.match(new RegExp(`"(?:[^"]|"")*"|[^${delimiter}"]+`, "g")) ?? [];
  return parts.map((part) => part.replace(/^"|"$/g, "").replaceAll('""', '"').trim()).filter(Boolean);
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return "";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  const text = new TextDecoder("utf-8").decode(bytes);
  return text.includes("\ufffd") ? new TextDecoder("windows-1252").decode(bytes) : text;
}
