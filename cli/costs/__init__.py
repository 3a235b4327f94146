"""`alex costs`: spending by agent, model, user or day, from the traces."""
