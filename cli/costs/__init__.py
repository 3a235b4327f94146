"""`alex costs`: spending by agent, user or day, from the jobs, or by model, from the traces."""
