/** The profile, and everything that is stored about the user. */
import { type Answer, call, get, type Schemas } from "./client";

export type Profile = Schemas["UserView"];
export type ProfileBody = Schemas["UserBody"];
export type Export = Schemas["Export"];

export function profile(signal?: AbortSignal): Promise<Answer<Profile>> {
  return get<Profile>("/user", signal ? { signal } : {});
}

/** Throws ApiProblem 412 if the profile has changed since `etag`. */
export async function storeProfile(body: ProfileBody, etag: string): Promise<Answer<Profile>> {
  return (await call<Profile>("PUT", "/user", { json: body, ifMatch: etag })) as Answer<Profile>;
}

/** Deletes the profile, all accounts, all analyses. */
export async function deleteUser(): Promise<void> {
  await call("DELETE", "/user", { ifMatch: "*" });
}

/** All pages in one document: the first has profile, accounts and costs; each has some instruments and analyses. */
export async function exported(signal: AbortSignal): Promise<Export> {
  const whole = (await get<Export>("/user/export", { signal })).body;
  const instruments = [...(whole.instruments ?? [])];
  const analyses = [...(whole.jobs ?? [])];
  let after = whole.next_after;
  while (after) {
    const page: Export = (await get<Export>("/user/export", { query: { after }, signal })).body;
    instruments.push(...(page.instruments ?? []));
    analyses.push(...(page.jobs ?? []));
    after = page.next_after;
  }
  return { ...whole, instruments, jobs: analyses, next_after: null };
}
