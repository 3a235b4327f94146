import { get, type Schemas } from "./client";

export type Instrument = Schemas["InstrumentView"];
export type InstrumentKind = Schemas["InstrumentKind"];

/** By the beginning of the symbol or of a word of the name: the user's own and the catalogue's. */
export async function searchInstruments(search: string, signal: AbortSignal): Promise<readonly Instrument[]> {
  return (await get<Schemas["InstrumentPage"]>("/instruments", { query: { search, limit: 8 }, signal })).body.items;
}
