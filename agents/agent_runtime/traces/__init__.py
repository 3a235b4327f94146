"""Langfuse: a trace for each job, from the spans of the Agents SDK to their export."""
