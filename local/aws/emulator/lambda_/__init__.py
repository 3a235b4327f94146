"""Lambda: metrics, logs, failed events, and the calls that it makes with a function's execution role."""
