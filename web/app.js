"use strict";

const POLL_MILLISECONDS = 2000;
/** What takes longer is no matter of waiting: the answer's text says when. */
const LONGEST_WAIT_SECONDS = 120;
const ENDED = ["completed", "partial", "failed"];

const element = (id) => document.getElementById(id);
const say = (text) => (element("message").textContent = text);

/** The decoded answer of the API; throws an Error with what a person can read. */
async function call(method, path, key) {
  const token = element("token").value.trim();
  if (!token) throw new Error("An access token is required.");
  const headers = { Authorization: `Bearer ${token}` };
  const options = { method, headers };
  if (method === "POST") {
    headers["Content-Type"] = "application/json";
    headers["Idempotency-Key"] = key;
    options.body = "{}";
  }
  const response = await fetch(`/api${path}`, options);
  if (response.status === 401) throw new Error("The token is invalid or has expired. Sign in again.");
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(reason(response, body));
  return body;
}

function reason(response, body) {
  const seconds = Number(response.headers.get("Retry-After"));
  const tooMany = response.status === 429 && "Too many requests.";
  const detail = body.detail || tooMany || `The API answered with status ${response.status}.`;
  return seconds > 0 && seconds <= LONGEST_WAIT_SECONDS ? `${detail} Try again in ${seconds} seconds.` : detail;
}

async function listJobs() {
  const { items } = await call("GET", "/jobs");
  element("jobs").replaceChildren(...items.map(entry));
  element("jobs-section").hidden = false;
  say(items.length ? "" : "No analysis yet.");
}

function entry(job) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${new Date(job.created_at).toLocaleString()}: ${job.status}`;
  button.addEventListener("click", guarded(() => showReport(job.job_id)));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

async function showReport(jobId) {
  const job = await call("GET", `/jobs/${encodeURIComponent(jobId)}`);
  const report = job.results.reporter;
  element("report").textContent = report ? report.markdown : `No report: the analysis is ${job.status}.`;
  element("report-section").hidden = false;
}

async function analyze() {
  const { job_id: jobId } = await call("POST", "/analyze", crypto.randomUUID());
  say("The agents are working.");
  for (;;) {
    const { status } = await call("GET", `/jobs/${encodeURIComponent(jobId)}`);
    if (ENDED.includes(status)) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
  await listJobs();
  await showReport(jobId);
}

/** Runs it and shows its error instead of losing it. */
function guarded(action) {
  return () => action().catch((error) => say(error.message));
}

element("sign-in").addEventListener("click", guarded(listJobs));
element("analyze").addEventListener("click", guarded(analyze));
