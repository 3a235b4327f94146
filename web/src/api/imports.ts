/** Brokers' files: read and shown first, then stored exactly as shown. */
import { type Answer, call, present, type Schemas } from "./client";

export type ImportView = Schemas["ImportView"];
export type Mapping = Readonly<Record<string, string>>;

export interface BrokerFile {
  readonly name: string;
  readonly content: Blob;
}

/** Of the API's gateway; the documentation says 4 MB. */
export const MOST_BYTES = 4_000_000;

/** Reads the file and stores nothing. The ETag is the stored portfolio's. Throws ApiProblem 422 for a refused file. */
export async function readFile(file: BrokerFile, mapping: Mapping | undefined): Promise<Answer<ImportView>> {
  const query = { name: file.name, ...mapped(mapping) };
  return present(await call<ImportView>("POST", "/imports", { file: file.content, query, repeatable: true }));
}

/** Throws ApiProblem 412 if the portfolio has changed since it was shown. */
export async function storeFile(file: BrokerFile, mapping: Mapping | undefined, etag: string): Promise<ImportView> {
  const query = { name: file.name, store: true, ...mapped(mapping) };
  // With If-Match, a second request finds another portfolio and changes nothing.
  const options = { file: file.content, query, ifMatch: etag, repeatable: true };
  return present(await call<ImportView>("POST", "/imports", options)).body;
}

function mapped(mapping: Mapping | undefined): { mapping?: string } {
  return mapping ? { mapping: JSON.stringify(mapping) } : {};
}
