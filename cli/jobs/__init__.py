"""`alex jobs` and `alex redrive`: all users' jobs, for an operator to inspect and run again."""
