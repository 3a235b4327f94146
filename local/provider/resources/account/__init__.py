"""Resources of the account: IAM, KMS, Secrets Manager, CloudTrail, budgets."""
