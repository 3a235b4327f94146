/** Accounts and positions, one by one, each with its ETag. */
import { type Answer, call, get, present, type Schemas } from "./client";

export type Account = Schemas["AccountView"];
export type AccountBody = Schemas["AccountBody"];
export type AccountKind = Schemas["AccountKind"];
export type Position = Schemas["PositionView"];
export type PositionBody = Schemas["PositionBody"];
export type NewPositionBody = Schemas["NewPositionBody"];

export function account(id: string): Promise<Answer<Account>> {
  return get<Account>(accountPath(id));
}

export async function addAccount(body: AccountBody): Promise<Account> {
  return present(await call<Account>("POST", "/accounts", { json: body })).body;
}

/** Throws ApiProblem 412 if the account has changed since `etag`. */
export async function storeAccount(id: string, body: AccountBody, etag: string): Promise<void> {
  await call("PUT", accountPath(id), { json: body, ifMatch: etag });
}

export async function deleteAccount(id: string, etag: string): Promise<void> {
  await call("DELETE", accountPath(id), { ifMatch: etag });
}

export function position(id: string): Promise<Answer<Position>> {
  return get<Position>(positionPath(id));
}

export async function addPosition(accountId: string, body: NewPositionBody): Promise<void> {
  await call("POST", `${accountPath(accountId)}/positions`, { json: body });
}

/** Throws ApiProblem 412 if the position has changed since `etag`. */
export async function storePosition(id: string, body: PositionBody, etag: string): Promise<void> {
  await call("PUT", positionPath(id), { json: body, ifMatch: etag });
}

export async function deletePosition(id: string, etag: string): Promise<void> {
  await call("DELETE", positionPath(id), { ifMatch: etag });
}

function accountPath(id: string): string {
  return `/accounts/${encodeURIComponent(id)}`;
}

function positionPath(id: string): string {
  return `/positions/${encodeURIComponent(id)}`;
}
