"""Log lines as JSON, and metrics as log lines."""
