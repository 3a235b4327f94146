"""Tells Langfuse what users say of their jobs. Planner and housekeeper do; the API has no keys."""
