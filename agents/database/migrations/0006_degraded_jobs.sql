-- Nullable and without a default: code from before this column leaves it alone, and reading it finds nothing.

ALTER TABLE jobs ADD COLUMN degraded_reason text;

COMMENT ON COLUMN jobs.degraded_reason IS
    'why the deterministic plan had to finish the job; null: it had not, or the job has not ended';
