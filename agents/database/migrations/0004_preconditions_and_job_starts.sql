-- What the API promises about requests that come twice, at once, or too often.

-- A row that a statement leaves as it was has not changed: its version is part of what clients compare.
DROP TRIGGER touch ON instruments;
CREATE TRIGGER touch BEFORE UPDATE ON instruments
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch();

ALTER TABLE jobs ADD COLUMN idempotency_key text CHECK (length(idempotency_key) BETWEEN 1 AND 255);

COMMENT ON COLUMN jobs.idempotency_key IS 'what the client named its request by; null: nothing, or the job was never queued';

CREATE UNIQUE INDEX jobs_once_per_key ON jobs (user_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- Returns the new job; nothing if the user has one of this key already, or `most` unfinished ones created after `since`.
-- A function, because each of its statements sees what others have committed before it: counting in the statement
-- that inserts would not see a job that another request has inserted while this one waited.
CREATE FUNCTION start_job(owner text, id uuid, key text, most integer, since timestamptz) RETURNS SETOF jobs
LANGUAGE plpgsql AS $$
BEGIN
    -- Requests of one user wait for each other here.
    PERFORM FROM users WHERE user_id = owner FOR NO KEY UPDATE;
    RETURN QUERY
        INSERT INTO jobs (job_id, user_id, idempotency_key)
        SELECT id, owner, key
        WHERE most = 0 OR most > (
            SELECT count(*) FROM jobs
            WHERE user_id = owner AND created_at > since AND status IN ('pending', 'running')
        )
        ON CONFLICT (user_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
        RETURNING *;
END
$$;
