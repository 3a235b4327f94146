"""`alex jobs` and `alex redrive`: what an operator sees of everybody's jobs, and sets going again."""
