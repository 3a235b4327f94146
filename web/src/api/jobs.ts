/** Analyses: start, watch, list, judge. */
import { type Answer, call, get, type Schemas } from "./client";

export type JobStatus = Schemas["JobStatus"];

export type AgentProgress = Schemas["AgentProgress"];
export type Feedback = Schemas["FeedbackView"];
export type JobSummary = Schemas["JobSummary"];
export type Job = Schemas["JobView"];
export type JobPage = Schemas["JobPage"];

/** Undefined if nothing has changed since `etag`. */
export function watchedJob(id: string, etag: string, signal: AbortSignal): Promise<Answer<Job> | undefined> {
  return call<Job>("GET", jobPath(id), { signal, ...(etag ? { ifNoneMatch: etag } : {}) });
}

export async function job(id: string): Promise<Job> {
  return (await get<Job>(jobPath(id))).body;
}

export async function jobs(before?: string, limit = 20): Promise<JobPage> {
  return (await get<JobPage>("/jobs", { query: { before, limit } })).body;
}

/** The id of the new analysis, or of the earlier one with this key. */
export async function startAnalysis(key: string): Promise<string> {
  // Not sent again by the client: a limit (429) is the user's to know at once.
  const answer = await call<Schemas["JobHead"]>("POST", "/analyze", { idempotencyKey: key, repeatable: false });
  return (answer as Answer<Schemas["JobHead"]>).body.job_id;
}

export async function giveFeedback(id: string, rating: "up" | "down", comment: string): Promise<Feedback> {
  const answer = await call<Feedback>("PUT", `${jobPath(id)}/feedback`, { json: { rating, comment } });
  return (answer as Answer<Feedback>).body;
}

export async function removeFeedback(id: string): Promise<void> {
  await call("DELETE", `${jobPath(id)}/feedback`);
}

export function isOver(status: string): boolean {
  return status !== "pending" && status !== "running";
}

function jobPath(id: string): string {
  return `/jobs/${encodeURIComponent(id)}`;
}
