-- The API counts the jobs of the last seconds, of all users, before it starts their functions ahead of time.

CREATE INDEX jobs_by_age ON jobs (created_at);
