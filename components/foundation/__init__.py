"""Building blocks of every other wing: settings, names, tags, grants, the stack's KMS key, secrets and buckets."""
