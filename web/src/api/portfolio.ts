/** The stored portfolio: kept while the page is open, and asked for again with its ETag. */
import { signal } from "@preact/signals";
import { type Answer, call, present, type Schemas } from "./client";

export type Portfolio = Schemas["PortfolioView"];
export type HeldAccount = Schemas["HeldAccountView"];
export type Holding = Schemas["HoldingView"];

export const portfolio = signal<Answer<Portfolio> | undefined>(undefined);

let underWay: Promise<void> | undefined;

/** Brings `portfolio` up to date. Throws ApiProblem. */
export function loadPortfolio(): Promise<void> {
  underWay ??= load().finally(() => {
    underWay = undefined;
  });
  return underWay;
}

async function load(): Promise<void> {
  const known = portfolio.value;
  const answer = await call<Portfolio>("GET", "/portfolio", known ? { ifNoneMatch: known.etag } : {});
  if (answer) portfolio.value = answer;
}

/** Stores a whole portfolio in place of the one that was shown. Throws ApiProblem 412 if that has changed. */
export async function storePortfolio(body: Schemas["PortfolioBody"]): Promise<void> {
  const ifMatch = portfolio.value?.etag;
  portfolio.value = present(
    await call<Portfolio>("PUT", "/portfolio", { json: body, ...(ifMatch ? { ifMatch } : {}) }),
  );
}

/** Positions of all accounts. */
export function positionsOf({ accounts }: Portfolio): readonly Holding[] {
  return accounts.flatMap((account) => account.positions);
}
