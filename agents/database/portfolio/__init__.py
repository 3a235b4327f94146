"""A user's portfolio as a whole: read, replaced, and kept for a job."""
