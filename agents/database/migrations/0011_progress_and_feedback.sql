-- What users see of an analysis at work, and what they say of it afterwards.

ALTER TABLE jobs
    ADD COLUMN progress jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(progress) = 'object'),
    ADD COLUMN outline jsonb CHECK (jsonb_typeof(outline) = 'object');

COMMENT ON COLUMN jobs.progress IS
    'by agent {state, decided, started_at, finished_at}; of the planner only `decided`. Agents that wait are missing';
COMMENT ON COLUMN jobs.outline IS
    '{positions, value, currency} of the portfolio that the job speaks of; null: no planner has begun it';

-- The entries of `progress` after news of some agents: {state, decided, started, finished} each, the last two as seconds
-- that have passed since. An agent that has ended is not at work again, and what it has decided never gets less: the
-- statements of one attempt may overtake each other.
CREATE FUNCTION progressed(before jsonb, news jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT before || coalesce(jsonb_object_agg(agent, jsonb_build_object(
        'state', new -> 'state',
        'decided', new -> 'decided',
        'started_at', coalesce(
            nullif(before -> agent -> 'started_at', 'null'),
            to_jsonb(date_trunc('milliseconds', now() - make_interval(secs => CAST(new ->> 'started' AS float8))))
        ),
        'finished_at', coalesce(
            nullif(before -> agent -> 'finished_at', 'null'),
            to_jsonb(date_trunc('milliseconds', now() - make_interval(secs => CAST(new ->> 'finished' AS float8))))
        )
    )), '{}')
    FROM jsonb_each(news) AS entry (agent, new)
    WHERE NOT (new ->> 'state' = 'running' AND (
        coalesce(before -> agent ->> 'state' IN ('completed', 'failed'), false)
        OR jsonb_array_length(coalesce(before -> agent -> 'decided', '[]')) > jsonb_array_length(new -> 'decided')
    ))
$$;

-- What of `progress` still counts when another attempt begins: what has ended well, and what was decided.
CREATE FUNCTION progress_kept(before jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(agent, CASE
        WHEN agent = 'planner' OR entry ->> 'state' IN ('completed', 'skipped') THEN entry
        ELSE jsonb_build_object('state', 'waiting', 'decided', entry -> 'decided')
    END), '{}') FROM jsonb_each(before) AS kept (agent, entry)
$$;

CREATE TABLE job_feedback (
    job_id        uuid PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
    rating        text CHECK (rating IN ('up', 'down')),
    comment       text NOT NULL DEFAULT '' CHECK (length(comment) <= 2000),
    version       integer NOT NULL DEFAULT 1,
    sent_version  integer NOT NULL DEFAULT 0,
    score_number  integer NOT NULL DEFAULT 1,
    sending_until timestamptz(3),
    updated_at    timestamptz(3) NOT NULL DEFAULT now()
);

COMMENT ON COLUMN job_feedback.rating IS 'null: withdrawn. The row stays until Langfuse has taken that too';
COMMENT ON COLUMN job_feedback.sent_version IS 'the version that Langfuse has; another one than `version`: still to be sent';
COMMENT ON COLUMN job_feedback.score_number IS 'of the score in Langfuse; each that was withdrawn has had a number';
COMMENT ON COLUMN job_feedback.sending_until IS 'until then, one process is sending it';

CREATE INDEX job_feedback_unsent ON job_feedback (updated_at, job_id) WHERE sent_version <> version;

GRANT SELECT, INSERT, UPDATE ON job_feedback TO alex_app;
