"""`alex iam`: what each role was granted, and what it really does."""
