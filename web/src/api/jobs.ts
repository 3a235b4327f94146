/** Analyses: start, watch, list, judge. */
import { type Answer, call, get, type Schemas } from "./client";

export type JobStatus = Schemas["JobStatus"];

export type AgentName = "planner" | "tagger" | "reporter" | "charter" | "retirement";

/** One agent's part of an analysis. */
export interface AgentProgress {
  readonly agent: AgentName;
  readonly state: "waiting" | "running" | "completed" | "failed" | "skipped";
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** In short sentences. */
  readonly decided: readonly string[];
}

export interface Feedback {
  readonly rating: "up" | "down";
  readonly comment: string;
  readonly updated_at: string;
}

export interface Value {
  readonly amount: number | string;
  readonly currency: string;
}

/** Analyses from before these fields existed have none of them. */
interface Newer {
  readonly feedback_rating?: "up" | "down" | null;
  readonly positions?: number | null;
  readonly value?: Value | null;
}

export type JobSummary = Schemas["JobSummary"] & Newer;
export type Job = Schemas["JobView"] &
  Newer & { readonly progress?: readonly AgentProgress[]; readonly feedback?: Feedback | null };

export interface JobPage {
  readonly items: readonly JobSummary[];
  readonly next_before: string | null;
}

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
  const answer = await call<Schemas["JobHead"]>("POST", "/analyze", { idempotencyKey: key });
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
