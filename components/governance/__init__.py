"""CloudTrail, budgets and cost anomaly alerts."""
