"""Lambda: metrics, logs, failed events, and what the service does in a function's role."""
