"""`alex iam`: each role's granted permissions beside its calls."""
