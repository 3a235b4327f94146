-- Users can be erased, rows expire, and logs and traces know a user by a pseudonym only.

-- Random, and stored here only: without this row, nothing leads from a log line or a trace back to the user.
ALTER TABLE users ADD COLUMN pseudonym text NOT NULL DEFAULT
    'u-' || left(CAST(gen_random_uuid() AS text), 8) || right(CAST(gen_random_uuid() AS text), 12);

COMMENT ON COLUMN users.pseudonym IS 'the user''s name in logs, metrics and traces';

CREATE UNIQUE INDEX users_by_pseudonym ON users (pseudonym);

-- What is left of a deleted job. Its trace is still to be deleted, and its message may still be in the queue.
CREATE TABLE deleted_jobs (
    job_id           uuid PRIMARY KEY,
    deleted_at       timestamptz(3) NOT NULL DEFAULT now(),
    trace_deleted_at timestamptz(3)
);

COMMENT ON COLUMN deleted_jobs.trace_deleted_at IS 'when Langfuse took the order to delete the trace; null: it has not';

CREATE INDEX deleted_jobs_with_a_trace ON deleted_jobs (deleted_at) WHERE trace_deleted_at IS NULL;
CREATE INDEX deleted_jobs_done ON deleted_jobs (trace_deleted_at) WHERE trace_deleted_at IS NOT NULL;

-- A trigger, so that no way of deleting a job forgets its trace.
CREATE FUNCTION remember_deleted_jobs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO deleted_jobs (job_id) SELECT job_id FROM gone ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER remember_deleted_jobs AFTER DELETE ON jobs
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION remember_deleted_jobs();

-- For operators' lists of all users' jobs, and for jobs by age.
CREATE INDEX jobs_newest ON jobs (created_at, job_id);
CREATE INDEX jobs_unfinished ON jobs (created_at, job_id) WHERE status IN ('pending', 'running');
CREATE INDEX jobs_with_a_key ON jobs (created_at) WHERE idempotency_key IS NOT NULL;
CREATE INDEX job_results_by_age ON job_results (stored_at);

-- The functions below run as the owner of the schema: the application may delete nothing but through them.

-- Everything about one user, with the number of rows of each table; nothing if `tags` is given and lacks the profile's.
CREATE FUNCTION erase_user(
    owner text, tags jsonb, OUT accounts bigint, OUT positions bigint, OUT instruments bigint, OUT jobs bigint,
    OUT results bigint, OUT profiles bigint
) RETURNS SETOF record LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tag text;
BEGIN
    -- Requests of this user that store something wait here, and find no user afterwards.
    SELECT CAST(u.version AS text) INTO tag FROM users u WHERE u.user_id = owner FOR UPDATE;
    IF NOT coalesce(tags @> to_jsonb(coalesce(tag, '0')), true) THEN
        RETURN;
    END IF;
    DELETE FROM positions p USING accounts a WHERE a.account_id = p.account_id AND a.user_id = owner;
    GET DIAGNOSTICS positions = ROW_COUNT;
    DELETE FROM accounts a WHERE a.user_id = owner;
    GET DIAGNOSTICS accounts = ROW_COUNT;
    DELETE FROM job_results r USING jobs j WHERE j.job_id = r.job_id AND j.user_id = owner;
    GET DIAGNOSTICS results = ROW_COUNT;
    DELETE FROM jobs j WHERE j.user_id = owner;
    GET DIAGNOSTICS jobs = ROW_COUNT;
    DELETE FROM instruments i WHERE i.owner_id = owner;
    GET DIAGNOSTICS instruments = ROW_COUNT;
    DELETE FROM users u WHERE u.user_id = owner;
    GET DIAGNOSTICS profiles = ROW_COUNT;
    RETURN NEXT;
END
$$;

-- As before, but for a user who is erased while the request waits: a job is not created, an account begins a new user.

CREATE OR REPLACE FUNCTION start_job(owner text, id uuid, key text, most integer, since timestamptz) RETURNS SETOF jobs
LANGUAGE plpgsql AS $$
BEGIN
    -- Requests of one user wait for each other here.
    PERFORM FROM users WHERE user_id = owner FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
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

CREATE OR REPLACE FUNCTION open_account(owner text, id uuid, title text, sort text, amount numeric, most integer)
RETURNS SETOF accounts LANGUAGE plpgsql AS $$
BEGIN
    LOOP
        INSERT INTO users (user_id) VALUES (owner) ON CONFLICT DO NOTHING;
        PERFORM FROM users WHERE user_id = owner FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
    END LOOP;
    RETURN QUERY
        INSERT INTO accounts (account_id, user_id, name, kind, cash)
        SELECT id, owner, title, sort, amount
        WHERE most > (SELECT count(*) FROM accounts WHERE user_id = owner)
        RETURNING *;
END
$$;

-- Each of the following changes at most `most` rows, the oldest first, and returns their number. A job that a planner
-- works on is left alone.

CREATE FUNCTION expire_jobs(days integer, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    removed bigint;
BEGIN
    WITH old AS (
        SELECT job_id FROM jobs
        WHERE created_at < now() - make_interval(days => days) AND NOT coalesce(lease_until > now(), false)
        ORDER BY created_at, job_id LIMIT most FOR UPDATE SKIP LOCKED
    )
    DELETE FROM jobs USING old WHERE jobs.job_id = old.job_id;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

CREATE FUNCTION expire_results(days integer, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    removed bigint;
BEGIN
    WITH old AS (
        SELECT r.job_id, r.agent FROM job_results r JOIN jobs j USING (job_id)
        WHERE r.stored_at < now() - make_interval(days => days) AND NOT coalesce(j.lease_until > now(), false)
        ORDER BY r.stored_at LIMIT most FOR UPDATE OF r SKIP LOCKED
    )
    DELETE FROM job_results r USING old WHERE r.job_id = old.job_id AND r.agent = old.agent;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

-- Only of ended jobs: a repetition of the request may still have to queue the others.
CREATE FUNCTION expire_keys(days integer, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    removed bigint;
BEGIN
    WITH old AS (
        SELECT job_id FROM jobs
        WHERE idempotency_key IS NOT NULL AND created_at < now() - make_interval(days => days)
          AND finished_at IS NOT NULL
        ORDER BY created_at LIMIT most FOR UPDATE SKIP LOCKED
    )
    UPDATE jobs SET idempotency_key = NULL FROM old WHERE jobs.job_id = old.job_id;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

-- Users' own instruments that no position uses and that nothing has changed for so long: they have no other end.
CREATE FUNCTION expire_instruments(days integer, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    removed bigint;
BEGIN
    WITH old AS (
        SELECT instrument_id FROM instruments i
        WHERE i.owner_id IS NOT NULL AND i.updated_at < now() - make_interval(days => days)
          AND NOT EXISTS (SELECT FROM positions p WHERE p.instrument_id = i.instrument_id)
        ORDER BY i.updated_at LIMIT most FOR UPDATE SKIP LOCKED
    )
    DELETE FROM instruments i USING old WHERE i.instrument_id = old.instrument_id;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

CREATE INDEX instruments_by_age ON instruments (updated_at) WHERE owner_id IS NOT NULL;

CREATE FUNCTION forget_deleted_jobs(days integer, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    removed bigint;
BEGIN
    WITH old AS (
        SELECT job_id FROM deleted_jobs WHERE trace_deleted_at < now() - make_interval(days => days)
        ORDER BY trace_deleted_at LIMIT most FOR UPDATE SKIP LOCKED
    )
    DELETE FROM deleted_jobs d USING old WHERE d.job_id = old.job_id;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

REVOKE ALL ON FUNCTION remember_deleted_jobs(), erase_user(text, jsonb), expire_jobs(integer, integer),
    expire_results(integer, integer), expire_keys(integer, integer), expire_instruments(integer, integer),
    forget_deleted_jobs(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_user(text, jsonb), expire_jobs(integer, integer), expire_results(integer, integer),
    expire_keys(integer, integer), expire_instruments(integer, integer), forget_deleted_jobs(integer, integer) TO alex_app;
GRANT SELECT, UPDATE ON deleted_jobs TO alex_app;
