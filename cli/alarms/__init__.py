"""`alex alarms`: a stack's alarms, with state, start time and runbook."""
