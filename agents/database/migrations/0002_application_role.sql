-- What the API and the planner may do. Their login users are members of alex_app; the migrator makes those from the
-- application's secret. Nothing here may be granted on schema_migrations.

DO $$
BEGIN
    -- Roles belong to the cluster, not to this database.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alex_app') THEN
        CREATE ROLE alex_app NOLOGIN;
    END IF;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO alex_app;

GRANT SELECT, INSERT, UPDATE ON users, instruments, jobs, job_results TO alex_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, positions TO alex_app;

-- The catalogue is read-only to the application: one user's analysis must not change what another user sees.
ALTER TABLE instruments ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone_reads ON instruments FOR SELECT TO alex_app USING (true);
CREATE POLICY users_add_their_own ON instruments FOR INSERT TO alex_app WITH CHECK (owner_id IS NOT NULL);
CREATE POLICY users_change_their_own ON instruments FOR UPDATE TO alex_app
    USING (owner_id IS NOT NULL) WITH CHECK (owner_id IS NOT NULL);
