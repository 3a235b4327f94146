"""IAM policy documents: parsing, wildcards, conditions, principals, privilege escalation."""
