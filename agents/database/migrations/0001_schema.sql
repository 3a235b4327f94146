-- Tables. Times are kept in milliseconds, because that is what the Data API returns: what was read compares equal to
-- what is stored.

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TABLE users (
    user_id      text PRIMARY KEY CHECK (length(user_id) BETWEEN 1 AND 255),
    display_name text NOT NULL DEFAULT '' CHECK (length(display_name) <= 200),
    goal         jsonb CHECK (jsonb_typeof(goal) = 'object'),
    notes        text NOT NULL DEFAULT '' CHECK (length(notes) <= 2000),
    version      integer NOT NULL DEFAULT 1,
    created_at   timestamptz(3) NOT NULL DEFAULT now(),
    updated_at   timestamptz(3) NOT NULL DEFAULT now()
);

COMMENT ON COLUMN users.user_id IS 'subject of the user''s token';

CREATE TABLE instruments (
    instrument_id  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id       text REFERENCES users ON DELETE CASCADE,
    symbol         text NOT NULL CHECK (symbol ~ '^[A-Z0-9][A-Z0-9.-]{0,14}$'),
    name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kind           text NOT NULL CHECK (kind IN ('etf', 'stock', 'bond_fund', 'mutual_fund', 'crypto', 'other')),
    classification jsonb CHECK (jsonb_typeof(classification) = 'object'),
    rationale      text NOT NULL DEFAULT '',
    unit_price     numeric(18, 6) NOT NULL CHECK (unit_price > 0),
    price_date     date,
    source         text NOT NULL DEFAULT '',
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz(3) NOT NULL DEFAULT now(),
    updated_at     timestamptz(3) NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (symbol, owner_id)
);

COMMENT ON COLUMN instruments.owner_id IS
    'null: the catalogue that every user sees; else seen by its owner only, because its name is what that user typed';

CREATE TABLE accounts (
    account_id uuid PRIMARY KEY,
    user_id    text NOT NULL REFERENCES users ON DELETE CASCADE,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kind       text NOT NULL CHECK (kind IN ('taxable', '401k', 'ira', 'roth_ira', 'other')),
    cash       numeric(16, 2) NOT NULL DEFAULT 0 CHECK (cash >= 0),
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE INDEX accounts_of_user ON accounts (user_id, created_at);

CREATE TABLE positions (
    position_id   uuid PRIMARY KEY,
    account_id    uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    instrument_id uuid NOT NULL REFERENCES instruments,
    quantity      numeric(20, 8) NOT NULL CHECK (quantity > 0),
    unit_price    numeric(18, 6) CHECK (unit_price > 0),
    version       integer NOT NULL DEFAULT 1,
    created_at    timestamptz(3) NOT NULL DEFAULT now(),
    updated_at    timestamptz(3) NOT NULL DEFAULT now(),
    UNIQUE (account_id, instrument_id)
);

COMMENT ON COLUMN positions.unit_price IS 'US dollars; null: the price of the instrument';

CREATE INDEX positions_of_instrument ON positions (instrument_id);

CREATE TABLE jobs (
    job_id      uuid PRIMARY KEY,
    user_id     text NOT NULL REFERENCES users ON DELETE CASCADE,
    status      text NOT NULL DEFAULT 'pending'
                CHECK (status IN ('pending', 'running', 'completed', 'partial', 'failed')),
    attempts    integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    claim_token text,
    lease_until timestamptz(3),
    started_at  timestamptz(3),
    finished_at timestamptz(3),
    errors      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(errors) = 'object'),
    usage       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(usage) = 'object'),
    summary     text NOT NULL DEFAULT '',
    cost_usd    numeric(12, 6) NOT NULL DEFAULT 0 CHECK (cost_usd >= 0),
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz(3) NOT NULL DEFAULT now(),
    updated_at  timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT only_running_jobs_have_a_lease CHECK ((status = 'running') = (lease_until IS NOT NULL)),
    CONSTRAINT only_ended_jobs_have_an_end
        CHECK ((status IN ('completed', 'partial', 'failed')) = (finished_at IS NOT NULL)),
    CONSTRAINT running_jobs_were_claimed
        CHECK (status <> 'running' OR (claim_token IS NOT NULL AND started_at IS NOT NULL AND attempts > 0))
);

CREATE INDEX jobs_of_user ON jobs (user_id, created_at DESC);

-- One row per agent, not one column: the Data API returns at most 64 KB per row.
CREATE TABLE job_results (
    job_id    uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    agent     text NOT NULL CHECK (agent ~ '^[a-z][a-z_]{0,30}$'),  -- a name in the roster
    output    jsonb NOT NULL CHECK (octet_length(CAST(output AS text)) <= 60000),
    usage     jsonb NOT NULL CHECK (jsonb_typeof(usage) = 'object'),
    stored_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, agent)
);

CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch BEFORE UPDATE ON instruments FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch BEFORE UPDATE ON positions FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER touch BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION touch();
