"""`alex logs`: a function's log lines, from CloudWatch Logs."""
