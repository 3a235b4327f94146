"""What policy documents grant: parsing, wildcards, conditions, principals, escalation."""
