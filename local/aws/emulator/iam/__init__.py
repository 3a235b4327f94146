"""Authorization: decisions, their log, and permissions on keys and CloudFront functions."""
